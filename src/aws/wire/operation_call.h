// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "aws/wire/authorize.h"
#include "aws/wire/call.h"
#include "aws/wire/operation_table.h"

namespace atlas::aws {

/// What one request changes, by itself and by the operations it invokes: one batch.
struct Work {
    store::Batch batch;
    std::vector<std::move_only_function<void()>> after_commit;
};

/// What calls stand on; outlives them.
struct CallParts {
    Host& host;
    const Identities& identities;
    const OperationTable& operations;
};

/// A Call, for a request from outside, a reconciler, or one service invoking another. Region thread
/// only.
class OperationCall final : public Call {
public:
    /// `service` is the one whose operation runs, whose words errors take; null for a reconciler.
    OperationCall(
        const CallParts& parts,
        const Principal& caller,
        const ServiceModel* service,
        const Origin& origin,
        const std::string& request_id,
        Work& work
    );

    /// Whether the caller may do this, and is no dry run. Errors as `perform`.
    Answer<> admit(const Entry& entry, const json::Value& input);
    /// Authorize, then handle. Errors are in the words of the entry's service.
    Answer<json::Value> perform(const Entry& entry, const json::Value& input);
    /// The same for an operation that a worker answers: what is left to it.
    Answer<SlowPart> begin(const Entry& entry, const json::Value& input);

    const Principal& caller() const override { return caller_; }
    const std::string& request_id() const override { return request_id_; }
    Host& host() override { return parts_.host; }
    store::Batch& batch() override { return work_.batch; }
    void after_commit(std::move_only_function<void()> task) override;
    Answer<> require(std::string_view action, const Resource& resource) override;
    Answer<> may_invoke(
        const Principal& as,
        std::string_view service,
        std::string_view operation,
        const json::Value& input
    ) override;
    Answer<json::Value> invoke_value(
        const Principal& as,
        std::string_view service,
        std::string_view operation,
        const json::Value& input
    ) override;

private:
    Answer<> check_passed_roles(const Entry& entry, const json::Value& input);
    Answer<> pass(const std::string& role, const std::string& service);
    Answer<> check(
        std::string_view action, const std::vector<Resource>& resources, const json::Value& input
    );

    const CallParts& parts_;
    const Principal& caller_;
    const ServiceModel* service_;
    const Origin& origin_;
    const std::string& request_id_;
    Work& work_;
};

}  // namespace atlas::aws
