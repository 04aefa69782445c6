// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/argument.h"

namespace atlas::engines::haproxy {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

bool is_control(unsigned char character) {
    return character < 0x20 || character == 0x7f;
}

}  // namespace

// Single quotes protect everything except a single quote. Other characters that cannot be quoted
// are escaped between two quoted parts.
std::string quoted(std::string_view text) {
    std::string word = "'";
    for (char character : text) {
        auto byte = static_cast<unsigned char>(character);
        if (byte == 0) continue;
        if (character == '\'') {
            word += R"('\'')";
        } else if (is_control(byte)) {
            word.append(R"('\x)") += hex_digits[byte >> 4];
            word.append(1, hex_digits[byte & 15]) += '\'';
        } else {
            word += character;
        }
    }
    return word + "'";
}

std::string fetch_argument(std::string_view text) {
    std::string argument = "'";
    for (char character : text) {
        if (character == '\'') {
            argument += R"('\'')";
        } else {
            argument += character;
        }
    }
    return argument + "'";
}

std::string pattern(std::string_view text) {
    return "-- " + quoted(text);
}

std::string format_literal(std::string_view text) {
    std::string literal;
    for (char character : text)
        literal.append(character == '%' ? 2 : 1, character);
    return literal;
}

}  // namespace atlas::engines::haproxy
