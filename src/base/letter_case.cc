// SPDX-License-Identifier: Apache-2.0
#include "base/letter_case.h"

#include <algorithm>

namespace atlas {

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (auto& letter : lower)
        letter = lower_case(letter);
    return lower;
}

std::string upper_case(std::string_view text) {
    std::string upper(text);
    for (auto& letter : upper)
        letter = upper_case(letter);
    return upper;
}

bool same_but_for_case(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, [](char one, char other) {
        return lower_case(one) == lower_case(other);
    });
}

}  // namespace atlas
