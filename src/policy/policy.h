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
/// Source of the rules: "IAM JSON policy elements" and "Policy evaluation logic" of AWS's
/// documentation.
namespace atlas::policy {

class Document;  // A parsed policy; immutable, shared between threads.
using DocumentPtr = std::shared_ptr<const Document>;

/// Reads a policy document. Limits: 128 KiB, 500 statements, 40 levels. invalid_argument names the
/// element that is wrong ("Statement[1].Effect: must be Allow or Deny"), the text of AWS's
/// MalformedPolicyDocument.
Result<DocumentPtr> parse(std::string_view json);

/// Condition keys in lower case ("aws:sourceip") → their values. A key that is absent is absent.
using Context = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Who asks, what, of whom, and in which circumstances.
struct Request {
    std::string_view principal_arn;  // the caller: role session, user, service principal or root
    std::string_view role_arn;       // for a session: the role's ARN; else empty
    std::string_view account;        // 12 digits
    std::string_view action;         // "ecs:CreateService"; compared without regard to case
    std::string_view resource;       // an ARN, or "*" where the action has no resource
    const Context* context = nullptr;
    /// Condition keys (lower case; see `has_key`) that AWS has for this action, but whose value is
    /// not known here. A condition on one of them fails closed, whatever its operator: the
    /// statement denies, or does not allow.
    std::span<const std::string_view> lacking = {};
};

/// Whether `key` is one of `keys`; one that ends in "/" or ":" stands for all that begin so.
bool has_key(std::span<const std::string_view> keys, std::string_view key);

enum class Effect : std::uint8_t { allow, explicit_deny, implicit_deny };

struct Decision {
    Effect effect = Effect::implicit_deny;
    /// Why, for `atlas explain` and logs: "Deny by statement 2 (Sid NoDelete) of policy deploy".
    std::string why;
    /// A statement asked for the time (aws:CurrentTime, aws:EpochTime): the same request may be
    /// decided otherwise a second later.
    bool momentary = false;
    bool allowed() const { return effect == Effect::allow; }
};

/// A document and the name that explanations give it.
struct Named {
    std::string name;
    DocumentPtr document;
};

/// What applies to one request. All pointers outlive the call.
struct Applicable {
    const std::vector<Named>* identity = nullptr;  // of the user or role
    const Named* boundary = nullptr;               // permissions boundary
    const Named* session = nullptr;                // of the session
    const Named* resource = nullptr;               // on the resource, same account
};

/// Deny wins; then an allow of the resource's policy (to this principal) or of the identity's
/// policies is needed, within boundary and session policy; else implicit deny. A resource's policy
/// that names the user or the session itself needs neither boundary nor session policy; one that
/// names only the caller's account leaves the decision to the identity's policies. Of an implicit
/// deny, `why` names the statement that came nearest and the element that did not match.
Decision evaluate(const Request& request, const Applicable& applicable);

/// Whether a role's trust policy (or a key's policy, which is read alike) lets this principal in;
/// naming its account is enough. The caller's own policies are another question.
Decision evaluate_trust(const Request& request, const Named& trust);

}  // namespace atlas::policy
