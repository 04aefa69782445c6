// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

namespace atlas {
namespace {

/// What a text begins with: a well-formed character, or the maximal subpart of an ill-formed one.
struct Sequence {
    std::size_t bytes = 1;
    bool is_character = false;
};

/// `text` must not be empty. Source: the Unicode standard, chapter 3, table 3-7 and "U+FFFD
/// Substitution of Maximal Subparts".
Sequence first_sequence(std::string_view text) {
    auto byte = [&](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    const unsigned first = byte(0);
    if (first < 0x80) return {1, true};
    if (first < 0xC2 || first > 0xF4) return {1, false};
    // The range of the second byte excludes overlong forms (E0, F0), surrogates (ED) and code
    // points above U+10FFFF (F4).
    const unsigned lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const unsigned highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (byte(1) < lowest || byte(1) > highest) return {1, false};
    const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    for (std::size_t at = 2; at < length; ++at)
        if (byte(at) < 0x80 || byte(at) > 0xBF) return {at, false};
    return {length, true};
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto first = first_sequence(text);
        if (!first.is_character) return false;
        text.remove_prefix(first.bytes);
    }
    return true;
}

std::string repair_utf8(std::string_view text) {
    std::string repaired;
    while (!text.empty()) {
        const auto first = first_sequence(text);
        repaired += first.is_character ? text.substr(0, first.bytes) : "\xEF\xBF\xBD";
        text.remove_prefix(first.bytes);
    }
    return repaired;
}

std::size_t cut_utf8(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return text.size();
    auto is_inside = [&](std::size_t at) {
        return (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
    };
    auto length = bytes_max;
    while (length > 0 && is_inside(length))
        --length;
    return length;
}

}  // namespace atlas
