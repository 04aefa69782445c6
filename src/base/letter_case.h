// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// Case of ASCII letters; every other byte stays as it is, whatever the locale.
namespace atlas {

constexpr char lower_case(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}
constexpr char upper_case(char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}
std::string lower_case(std::string_view text);
std::string upper_case(std::string_view text);
bool same_but_for_case(std::string_view left, std::string_view right);

}  // namespace atlas
