// SPDX-License-Identifier: Apache-2.0
#include "aws/acm/service.h"

#include "aws/acm/operations.h"
#include "aws/models/acm/service_model.h"

namespace atlas::aws::acm {
namespace {

class LocalAcm final : public AcmService {
public:
    LocalAcm(
        crypto::CertificateKey authority,
        std::function<std::vector<std::string>(const std::string&)> in_use_by
    ) {
        state_.authority = std::move(authority);
        state_.in_use_by = std::move(in_use_by);
    }

    const ServiceModel& model() const override { return service_model(); }

    std::vector<Operation> operations() override {
        std::vector<Operation> all;
        for (auto part : {request_operations, describe_operations, tag_operations}) {
            for (auto& operation : part(state_))
                all.push_back(std::move(operation));
        }
        return all;
    }

    Result<> load(const store::Row& row) override {
        if (row.table == state_.certificates.name())
            return state_.certificates.load(row.key, row.value);
        return Error(ErrorCode::invalid_argument, "unknown table " + row.table);
    }

    void start(Host&) override {}

    std::optional<std::string> certificate_pem(const std::string& arn) const override {
        auto* row = state_.certificates.find(arn);
        if (!row || row->certificate_pem.empty()) return std::nullopt;
        return row->certificate_pem + row->chain_pem + row->key_pem;
    }

private:
    State state_;
};

}  // namespace

std::unique_ptr<AcmService> make_service(
    crypto::CertificateKey authority,
    std::function<std::vector<std::string>(const std::string&)> in_use_by
) {
    return std::make_unique<LocalAcm>(std::move(authority), std::move(in_use_by));
}

}  // namespace atlas::aws::acm
