// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "aws/iam/state.h"
#include "aws/models/access.h"
#include "aws/wire/call.h"
#include "aws/wire/service.h"

namespace atlas::aws::iam {

/// The operations of each file, listed in service.cc.
std::vector<Operation> role_operations(State& state);
std::vector<Operation> role_policy_operations(State& state);
std::vector<Operation> role_tag_operations(State& state);
std::vector<Operation> service_linked_role_operations(State& state);
std::vector<Operation> policy_operations(State& state);
std::vector<Operation> policy_version_operations(State& state);
std::vector<Operation> user_operations(State& state);
std::vector<Operation> user_policy_operations(State& state);
std::vector<Operation> access_key_operations(State& state);

/// The role as a resource, with its tags and boundary as condition keys. A role that does not exist
/// gets the ARN that it would have under `path`.
std::vector<Resource> role_resource(
    const State& state, Call& call, const std::string& name, const std::string& path = "/"
);
/// The user that an operation with an optional UserName means: the named one, or the calling user;
/// empty for root, which is no user. ValidationError for a role session or service without a name.
Answer<std::string> user_meant(Call& call, const std::optional<std::string>& name);
/// The same for the user that is meant. Without one, the caller is the resource.
std::vector<Resource> user_resource(
    const State& state,
    Call& call,
    const std::optional<std::string>& name,
    const std::string& path = "/"
);
/// The managed policy as a resource, with its tags.
std::vector<Resource> policy_resource(const State& state, const std::string& arn);
/// A member of the input that is a text, or nothing.
std::optional<std::string> text_in(const json::Value& input, std::string_view name);

/// UnmodifiableEntity for a service-linked role, which only its service may change.
Answer<> check_modifiable(const State& state, const std::string& role_name);

/// Makes an operation from a handler `Answer<Output>(State&, Call&, const Input&)`. After a
/// successful write, io threads see the new keys at once, and `State::changed` is called once the
/// write is committed.
template <typename Op, typename Handler>
Operation on_state(State& state, Handler handler) {
    return operation<Op>([&state, handler](Call& call, const typename Op::Input& input) {
        Answer<typename Op::Output> answer = handler(state, call, input);
        if (answer.ok() && find_access("iam:" + std::string(Op::name))->changes()) {
            state.publish_keys(call.place().account);
            call.after_commit([&state] {
                if (state.changed) state.changed();
            });
        }
        return answer;
    });
}

/// The same for an operation that is authorized against the role in the input's RoleName. It must
/// itself refuse what AWS refuses for service-linked roles.
template <typename Op, typename Handler>
Operation on_any_role(State& state, Handler handler) {
    auto made = on_state<Op>(state, handler);
    made.resources = [&state](Call& call, const json::Value& input) {
        auto name = text_in(input, "RoleName").value_or("");
        return role_resource(state, call, name, text_in(input, "Path").value_or("/"));
    };
    return made;
}

/// The same for an operation that, if it is a write, does not accept service-linked roles.
template <typename Op, typename Handler>
Operation on_role(State& state, Handler handler) {
    auto guarded = [handler](
                       State& all, Call& call, const typename Op::Input& input
                   ) -> Answer<typename Op::Output> {
        if (find_access("iam:" + std::string(Op::name))->changes()) {
            auto free = check_modifiable(all, input.role_name);
            if (!free) return std::move(free).error();
        }
        return handler(all, call, input);
    };
    return on_any_role<Op>(state, guarded);
}

/// The same for UserName, which may be absent.
template <typename Op, typename Handler>
Operation on_user(State& state, Handler handler) {
    auto made = on_state<Op>(state, handler);
    made.resources = [&state](Call& call, const json::Value& input) {
        auto name = text_in(input, "UserName");
        return user_resource(state, call, name, text_in(input, "Path").value_or("/"));
    };
    return made;
}

/// The same for PolicyArn.
template <typename Op, typename Handler>
Operation on_policy(State& state, Handler handler) {
    auto made = on_state<Op>(state, handler);
    made.resources = [&state](Call&, const json::Value& input) {
        return policy_resource(state, text_in(input, "PolicyArn").value_or("*"));
    };
    return made;
}

/// NoSuchEntity, with AWS's message for the kind of entity.
AwsError no_such_role(std::string_view name);
AwsError no_such_user(std::string_view name);
AwsError no_such_policy(std::string_view arn);
/// An error with status 400; the model's status for the code replaces it (`in_words_of`).
AwsError aws_error(std::string code, std::string message);

/// A unique id: the prefix ("AROA" role, "AIDA" user, "ANPA" policy) and 17 random characters.
std::string make_id(Random& random, std::string_view prefix);
/// "arn:aws:iam::ACCOUNT:role/path/NAME". `path` begins and ends with "/".
std::string make_arn(
    const Place& place, std::string_view kind, std::string_view path, std::string_view name
);

// Tag keys of IAM differ in more than case: "Team" and "team" are one key.

/// LimitExceeded for more than 50 tags, InvalidInput for a duplicate key.
Answer<> check_tags(const std::vector<Tag>& tags);
/// The tags with others added; one with an existing key replaces that tag. Fails as `check_tags`.
Answer<std::vector<Tag>> merged_tags(std::vector<Tag> tags, const std::vector<Tag>& added);
void remove_tags(std::vector<Tag>& tags, const std::vector<std::string>& keys);

}  // namespace atlas::aws::iam
