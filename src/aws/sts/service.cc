// SPDX-License-Identifier: Apache-2.0
#include "aws/sts/service.h"

#include "aws/models/sts/service_model.h"
#include "aws/sts/operations.h"

namespace atlas::aws::sts {
namespace {

class LocalSts final : public Service {
public:
    explicit LocalSts(const SessionSource& source) : source_(source) {}

    const ServiceModel& model() const override { return service_model(); }
    std::vector<Operation> operations() override {
        return {
            caller_identity_operation(),
            assume_role_operation(source_),
            session_token_operation(source_),
        };
    }
    std::vector<store::AnyTable*> tables() override { return {}; }
    void start(Host&) override {}

private:
    const SessionSource& source_;
};

}  // namespace

std::unique_ptr<Service> make_service(const SessionSource& source) {
    return std::make_unique<LocalSts>(source);
}

}  // namespace atlas::aws::sts
