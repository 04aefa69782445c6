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

/// What an action touches, for authorization.
struct Resource {
    std::string arn = "*";
    /// Further condition keys, which aws/models/<service>.access declares, in lower case:
    /// aws:resourcetag/…, ecs:cluster, iam:passedtoservice …
    std::map<std::string, std::vector<std::string>, std::less<>> context;
    std::string policy;  // the resource's own policy (JSON), or empty
    /// A role's trust policy or a key's policy: what the caller's own policies allow counts only
    /// where `policy` lets his account in, and root needs it like anybody.
    bool policy_decides = false;

    /// The condition keys of one of its tags: aws:ResourceTag/<key> and, where `prefix` names the
    /// service's own ("ecr"), <prefix>:ResourceTag/<key>.
    void add_tag(std::string_view key, const std::string& value, std::string_view prefix = {});
    template <typename Tags>  // pairs of key and value
    void add_tags(const Tags& tags, std::string_view prefix = {}) {
        for (const auto& [key, value] : tags)
            add_tag(key, value, prefix);
    }
};

/// A role that an operation puts to use.
struct PassedRole {
    std::string arn;      // or the name of a role
    std::string service;  // "ecs-tasks.amazonaws.com": iam:PassedToService
};

/// An input that our own code made, as a client would send it: without the lists and maps that it
/// left empty.
json::Value as_sent(json::Value input);

/// One AWS operation being carried out: who asks, the open batch, the way to other services. Lives
/// as long as the handler runs. Region thread only.
class Call {
public:
    virtual ~Call() = default;
    virtual const Principal& caller() const = 0;
    virtual const std::string& request_id() const = 0;  // a UUID
    virtual Host& host() = 0;
    const Place& place() { return host().place(); }
    Time now() { return host().clock().now(); }
    Random& random() { return host().random(); }

    /// Where changes of state are recorded; committed with this call's answer. An error takes
    /// nothing back (memory is not rolled back, so neither is the disk): a handler checks all first
    /// and changes last.
    virtual store::Batch& batch() = 0;
    /// Runs on the region thread once this call's batch is on the disk. Wake reconcilers here.
    virtual void after_commit(std::move_only_function<void()> task) = 0;

    /// Whether the caller may do `action` ("iam:PassRole") to `resource`; AccessDenied in AWS's
    /// words otherwise. The operation's own action was checked before the handler ran.
    virtual Answer<> require(std::string_view action, const Resource& resource) = 0;

    /// Whether `as` may do another service's operation with this input, without doing it: all that
    /// `invoke` would check before the handler. For what a service asks in its caller's name.
    virtual Answer<> may_invoke(
        const Principal& as,
        std::string_view service,
        std::string_view operation,
        const json::Value& input
    ) = 0;

    /// Another service's operation in the name of `as`, on the same path (authorize → handle) and
    /// in the same batch. `Op` is the generated tag, e.g. ec2::CreateNetworkInterface.
    template <typename Op>
    Answer<typename Op::Output> invoke(const Principal& as, const typename Op::Input& input) {
        auto output = invoke_value(as, Op::service, Op::name, as_sent(json::to_value(input)));
        if (!output) return std::move(output).error();
        typename Op::Output typed{};
        if (auto read = json::from_value(output.value(), typed); !read)
            return std::move(read).error();
        return typed;
    }
    /// The same with untyped input and output (member names of the API model).
    virtual Answer<json::Value> invoke_value(
        const Principal& as,
        std::string_view service,
        std::string_view operation,
        const json::Value& input
    ) = 0;
};

}  // namespace atlas::aws
