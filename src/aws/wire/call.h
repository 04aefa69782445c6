// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "aws/wire/answer.h"
#include "aws/wire/host.h"
#include "aws/wire/principal.h"
#include "json/fields.h"
#include "store/store.h"

namespace atlas::aws {

/// One resource that an action is authorized against.
struct Resource {
    std::string arn = "*";
    /// Condition keys of this resource, in lower case: aws:resourcetag/…, ecs:cluster,
    /// iam:passedtoservice and so on. aws/models/<service>.access declares each of them.
    std::map<std::string, std::vector<std::string>, std::less<>> context;
    std::string policy;  // the resource-based policy (JSON), or empty
    /// Set for a role's trust policy and a KMS key policy: the caller's own policies count only if
    /// `policy` allows the caller or its account. This also holds for root.
    bool policy_decides = false;

    /// Adds the condition keys of one tag: aws:ResourceTag/<key> and, if `prefix` names a service
    /// that has its own form ("ecr"), <prefix>:ResourceTag/<key>.
    void add_tag(std::string_view key, const std::string& value, std::string_view prefix = {});
    template <typename Tags>  // pairs of key and value
    void add_tags(const Tags& tags, std::string_view prefix = {}) {
        for (const auto& [key, value] : tags)
            add_tag(key, value, prefix);
    }
};

/// A role that an operation hands to an AWS service; the caller needs iam:PassRole for it.
struct PassedRole {
    std::string arn;      // or the role's name
    std::string service;  // "ecs-tasks.amazonaws.com", the value of iam:PassedToService
};

/// Converts an input that Atlas's own code built into the form a client would send: without empty
/// lists and maps, in itself and in its nested structures. Items of lists stay as they are.
json::Value as_sent(json::Value input);

/// One AWS operation in progress. Gives a handler its caller, the open batch and access to other
/// services. Exists only while the handler (or a `Host::transact` callback) runs, so a handler must
/// not keep a reference to it. Region thread only.
class Call {
public:
    virtual ~Call() = default;
    virtual const Principal& caller() const = 0;
    virtual const std::string& request_id() const = 0;  // a UUID
    virtual Host& host() = 0;
    const Place& place() { return host().place(); }
    Time now() { return host().clock().now(); }
    Random& random() { return host().random(); }

    /// The batch that records this call's changes of state. It is committed before the answer is
    /// sent. An error does not roll it back, because the rows in memory are not rolled back either:
    /// a handler first checks everything and changes state last.
    virtual store::Batch& batch() = 0;
    /// Runs `task` on the region thread once this call's batch is on the disk. Wake reconcilers
    /// here.
    virtual void after_commit(std::move_only_function<void()> task) = 0;

    /// Whether the caller may perform `action` ("iam:PassRole") on `resource`; AccessDenied with
    /// AWS's message otherwise. For further permissions only: the operation's own action has been
    /// checked before the handler runs.
    virtual Answer<> require(std::string_view action, const Resource& resource) = 0;

    /// Whether `as` is authorized for another service's operation with this input, without running
    /// it. Makes the authorization checks of `invoke` but does not validate the input. For
    /// operations that a service runs on behalf of its caller.
    virtual Answer<> may_invoke(
        const Principal& as,
        std::string_view service,
        std::string_view operation,
        const json::Value& input
    ) = 0;

    /// Runs another service's operation as the principal `as`: validates, authorizes and handles it
    /// at once, in the batch of this call. `Op` is the generated tag, for example
    /// ec2::CreateNetworkInterface; it must not be a `slow_operation`.
    template <typename Op>
    Answer<typename Op::Output> invoke(const Principal& as, const typename Op::Input& input) {
        auto output = invoke_value(as, Op::service, Op::name, as_sent(json::to_value(input)));
        if (!output) return std::move(output).error();
        typename Op::Output typed{};
        if (auto read = json::from_value(output.value(), typed); !read)
            return std::move(read).error();
        return typed;
    }
    /// The same with untyped input and output, whose members have the names of the API model.
    virtual Answer<json::Value> invoke_value(
        const Principal& as,
        std::string_view service,
        std::string_view operation,
        const json::Value& input
    ) = 0;
};

}  // namespace atlas::aws
