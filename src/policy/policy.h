// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

/// IAM policies as data: parse once, evaluate often. Pure: no clock, no state, no input or output.
/// The rules are from the IAM User Guide, "IAM JSON policy element reference" and "Policy
/// evaluation logic".
namespace atlas::policy {

class Document;  // A parsed policy; immutable, shared between threads.
using DocumentPtr = std::shared_ptr<const Document>;

/// Parses a policy document. invalid_argument: it is malformed or exceeds 128 KiB, 500 statements
/// or a depth of 40. The message names the offending element ("Statement[1].Effect: must be Allow
/// or Deny") and is used for MalformedPolicyDocument.
Result<DocumentPtr> parse(std::string_view json);

/// Condition keys in lower case ("aws:sourceip") and their values. A key without an entry is absent
/// from the request.
using Context = std::map<std::string, std::vector<std::string>, std::less<>>;

/// A request to be decided: the caller, the action, the resource and the condition keys. The views
/// must outlive the call.
struct Request {
    std::string_view principal_arn;  // the caller: role session, user, service principal or root
    std::string_view role_arn;       // for a session: the role's ARN; else empty
    std::string_view account;        // 12 digits
    std::string_view action;         // "ecs:CreateService"; case is ignored
    std::string_view resource;       // an ARN, or "*" where the action has no resource
    const Context* context = nullptr;
    /// Condition keys (lower case; see `has_key`) that AWS provides for this action, but whose
    /// values Atlas does not know. A condition on one of them fails closed, whatever its operator:
    /// a Deny statement applies, an Allow statement does not.
    std::span<const std::string_view> lacking = {};
};

/// Whether `key` is among `keys`, of which one that ends in "/" or ":" is a prefix.
bool has_key(std::span<const std::string_view> keys, std::string_view key);

enum class Effect : std::uint8_t { allow, explicit_deny, implicit_deny };

struct Decision {
    Effect effect = Effect::implicit_deny;
    /// The reason, for `atlas explain` and logs: "Deny by statement 2 (Sid NoDelete) of policy
    /// deploy".
    std::string why;
    /// Whether the time was looked up (aws:CurrentTime, aws:EpochTime), so that the decision on the
    /// same request may change a second later.
    bool momentary = false;
    bool allowed() const { return effect == Effect::allow; }
};

/// A document and its name in explanations.
struct Named {
    std::string name;
    DocumentPtr document;
};

/// The policies that apply to one request; null = there is none. All pointers must outlive the
/// call.
struct Applicable {
    const std::vector<Named>* identity = nullptr;  // of the user or role
    const Named* boundary = nullptr;               // permissions boundary
    const Named* session = nullptr;                // of the session
    const Named* resource = nullptr;               // on the resource, same account
};

/// Decides a request. Any Deny statement that matches wins. Otherwise the identity's policies or
/// the resource policy must allow it, and so must the permissions boundary and the session policy,
/// if present; else it is an implicit deny. If the resource policy names the user or the session
/// itself, boundary and session policy need not allow it. If it names only the caller's account, it
/// does not count as an allow. For an implicit deny, `why` names the statement that came closest
/// and the element that did not match.
Decision evaluate(const Request& request, const Applicable& applicable);

/// Decides by one resource policy alone, as the trust policy of a role and the key policy of a KMS
/// key require: naming the caller's account is enough, and the caller's own policies are not
/// considered.
Decision evaluate_trust(const Request& request, const Named& trust);

}  // namespace atlas::policy
