// SPDX-License-Identifier: Apache-2.0
// A stranger's policy document: whatever is accepted can be asked, as every kind of policy, and
// beside a document that denies all nothing is allowed.
#include "policy/policy.h"

#include <cstdint>
#include <string_view>

#include "base/check.h"

namespace {

using namespace atlas::policy;

void ask(const DocumentPtr& document, const Request& request) {
    static const auto deny =
        parse(R"({"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}})").value();
    const Named strange{"strange", document};
    const std::vector<Named> identity{strange};
    const auto alone = evaluate(request, {.identity = &identity});
    const auto twice = evaluate(
        request, {.identity = &identity, .boundary = &strange, .session = &strange, .resource = {}}
    );
    ATLAS_CHECK(alone.effect == twice.effect, "a policy within itself decides as it does alone");
    ATLAS_CHECK(!alone.why.empty(), "every decision is explained");
    const std::vector<Named> closed{strange, {"deny", deny}};
    const auto denied = evaluate(request, {.identity = &closed, .resource = &strange});
    ATLAS_CHECK(denied.effect == Effect::explicit_deny, "a deny wins");
    (void)evaluate_trust(request, strange);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const auto document = parse({reinterpret_cast<const char*>(bytes), count});
    if (!document) return 0;
    static const std::map<std::string, std::vector<std::string>, std::less<>> context = {
        {"aws:username", {"ann"}},
        {"aws:sourceip", {"10.0.0.1"}},
        {"aws:currenttime", {"2026-11-22T00:00:00Z"}},
        {"aws:tagkeys", {"a", "b"}},
    };
    Request request;
    request.principal_arn = "arn:aws:sts::123456789012:assumed-role/task/run1";
    request.role_arn = "arn:aws:iam::123456789012:role/task";
    request.account = "123456789012";
    request.action = "s3:GetObject";
    request.resource = "arn:aws:s3:::home/ann/x";
    ask(document.value(), request);
    request.context = &context;
    ask(document.value(), request);
    return 0;
}
