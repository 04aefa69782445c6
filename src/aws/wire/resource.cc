// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/call.h"
#include "base/letter_case.h"
#include "policy/pattern.h"

namespace atlas::aws {

void Resource::add_tag(std::string_view key, const std::string& value, std::string_view prefix) {
    auto name = ":resourcetag/" + lower_case(key);
    context["aws" + name] = {value};
    if (!prefix.empty()) context[std::string(prefix) + name] = {value};
}

}  // namespace atlas::aws
