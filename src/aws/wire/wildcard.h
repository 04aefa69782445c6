// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace atlas::aws {

/// Which characters of a pattern have a meaning.
enum class Wildcards : std::uint8_t {
    star,          // '*' stands for any characters: ECR's tag patterns
    star_and_one,  // also '?' for one character; '\' takes the meaning from what follows it: EC2's
                   // filters
};

/// Whether the whole text matches the pattern. Costs at most the product of both lengths, since
/// patterns come from callers and are matched on the region thread.
bool matches_wildcard(std::string_view pattern, std::string_view text, Wildcards wildcards);

}  // namespace atlas::aws
