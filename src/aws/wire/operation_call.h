// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "aws/wire/authorize.h"
#include "aws/wire/call.h"
#include "aws/wire/operation_table.h"

namespace atlas::aws {

/// Everything that one request changes, including what the operations it invokes change: one batch
/// and the tasks that follow its commit.
struct Work {
    store::Batch batch;
    std::vector<std::move_only_function<void()>> after_commit;
};

/// The dependencies of every call; outlives the calls.
struct CallParts {
    Host& host;
    const Identities& identities;
    const OperationTable& operations;
};

/// The only real implementation of Call: for a client's request, a reconciler's transaction, or one
/// service invoking another. Lives on the stack; keeps references to all constructor arguments.
/// Region thread only.
class OperationCall final : public Call {
public:
    /// `service` is the one whose operation runs and in whose form errors are returned; null for a
    /// reconciler.
    OperationCall(
        const CallParts& parts,
        const Principal& caller,
        const ServiceModel* service,
        const Origin& origin,
        const std::string& request_id,
        Work& work
    );

    /// Authorizes the operation and each role that it passes. An authorized call with ec2's DryRun
    /// flag gets the error DryRunOperation. Errors as for `perform`.
    Answer<> admit(const Entry& entry, const json::Value& input);
    /// Authorizes, then runs the handler. Errors are in the form of the entry's service. Not for a
    /// `slow_operation`.
    Answer<json::Value> perform(const Entry& entry, const json::Value& input);
    /// The same for a `slow_operation`; returns the part that a worker must run.
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
    /// Checks iam:PassRole for one role, given by ARN or name.
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
