// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/service.h"

#include <algorithm>
#include <array>

namespace atlas::aws {

bool is_read_only(std::string_view operation_name) {
    // The cryptographic verbs of kms and sts's tokens change nothing either, and what they answer
    // is not to be kept.
    static constexpr std::array<std::string_view, 15> verbs{
        "Describe",
        "List",
        "Get",
        "BatchGet",
        "BatchCheck",
        "Filter",
        "Simulate",
        "Validate",
        "Decode",
        "Encrypt",
        "Decrypt",
        "ReEncrypt",
        "Generate",
        "AssumeRole",
        "Search"
    };
    return std::ranges::any_of(verbs, [&](std::string_view verb) {
        return operation_name.starts_with(verb);
    });
}

}  // namespace atlas::aws
