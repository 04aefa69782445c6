// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"

#include <array>
#include <cstdint>

namespace atlas {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int hex_value(char character) {
    if (character >= '0' && character <= '9') return character - '0';
    if (character >= 'a' && character <= 'f') return character - 'a' + 10;
    if (character >= 'A' && character <= 'F') return character - 'A' + 10;
    return -1;
}

std::uint32_t byte_at(std::string_view bytes, std::size_t index) {
    return index < bytes.size() ? static_cast<unsigned char>(bytes[index]) : 0U;
}

std::string encode_64(std::string_view bytes, std::string_view digits, bool pad) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t index = 0; index < bytes.size(); index += 3) {
        auto group = byte_at(bytes, index) << 16 | byte_at(bytes, index + 1) << 8 |
                     byte_at(bytes, index + 2);
        auto left = bytes.size() - index;
        text += digits[group >> 18];
        text += digits[group >> 12 & 63];
        if (left > 1) text += digits[group >> 6 & 63];
        if (left > 2) text += digits[group & 63];
        if (pad) text.append(left > 2 ? 0 : 3 - left, '=');
    }
    return text;
}

std::array<int, 256> inverse(std::string_view digits) {
    std::array<int, 256> table{};
    table.fill(-1);
    for (std::size_t index = 0; index < digits.size(); ++index) {
        table[static_cast<unsigned char>(digits[index])] = static_cast<int>(index);
    }
    return table;
}

std::optional<std::string> decode_64(std::string_view text, const std::array<int, 256>& table) {
    // A single digit after the last group of four holds six bits, which is no whole byte.
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t group = 0;
    unsigned bits = 0;
    for (char character : text) {
        int value = table[static_cast<unsigned char>(character)];
        if (value < 0) return std::nullopt;
        group = group << 6 | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(group >> bits & 0xff);
        }
    }
    // Trailing bits that fill no byte are ignored, whatever they are: RFC 4648 §3.5 permits it.
    return bytes;
}

std::string_view without_padding(std::string_view text) {
    for (int count = 0; count < 2 && text.ends_with('='); ++count)
        text.remove_suffix(1);
    return text;
}

}  // namespace

std::string encode_hex(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (char character : bytes) {
        auto byte = static_cast<unsigned char>(character);
        text += hex_digits[byte >> 4];
        text += hex_digits[byte & 15];
    }
    return text;
}

std::optional<std::string> decode_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t index = 0; index < text.size(); index += 2) {
        int high = hex_value(text[index]);
        int low = hex_value(text[index + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

std::string encode_base64(std::string_view bytes) {
    return encode_64(bytes, base64_digits, true);
}

std::optional<std::string> decode_base64(std::string_view text) {
    static const auto table = inverse(base64_digits);
    if (text.size() % 4 != 0) return std::nullopt;
    return decode_64(without_padding(text), table);
}

std::string encode_base64url(std::string_view bytes) {
    return encode_64(bytes, base64url_digits, false);
}

std::optional<std::string> decode_base64url(std::string_view text) {
    static const auto table = inverse(base64url_digits);
    return decode_64(without_padding(text), table);
}

std::string encode_percent(std::string_view text, bool keep_slash) {
    constexpr std::string_view upper_digits = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size());
    for (char character : text) {
        bool plain =
            (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
            (character >= '0' && character <= '9') || character == '-' || character == '_' ||
            character == '.' || character == '~' || (keep_slash && character == '/');
        if (plain) {
            encoded += character;
            continue;
        }
        auto byte = static_cast<unsigned char>(character);
        encoded += '%';
        encoded += upper_digits[byte >> 4];
        encoded += upper_digits[byte & 15];
    }
    return encoded;
}

std::optional<std::string> decode_percent(std::string_view text, bool plus_is_space) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t index = 0; index < text.size(); ++index) {
        if (text[index] == '+' && plus_is_space) {
            decoded += ' ';
        } else if (text[index] != '%') {
            decoded += text[index];
        } else {
            auto byte =
                index + 2 < text.size() ? decode_hex(text.substr(index + 1, 2)) : std::nullopt;
            if (!byte) return std::nullopt;
            decoded += *byte;
            index += 2;
        }
    }
    return decoded;
}

}  // namespace atlas
