// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// Upper and lower case of ASCII letters. Every other byte is left unchanged and the locale is
/// ignored, so these suit header names, host names and codings, not text for people.
namespace atlas {

constexpr char lower_case(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}
constexpr char upper_case(char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}
std::string lower_case(std::string_view text);
std::string upper_case(std::string_view text);
/// Whether two texts are equal when the case of ASCII letters is ignored.
bool same_but_for_case(std::string_view left, std::string_view right);

}  // namespace atlas
