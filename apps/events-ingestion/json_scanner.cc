// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/json_scanner.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "events-ingestion/limits.h"

namespace atlas::ingestion {
namespace {

bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

int hex_digit(char byte) {
    if (is_digit(byte)) return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
    return -1;
}

constexpr std::uint64_t every_byte(std::uint64_t value) {
    return value * 0x0101010101010101U;
}

// Number of leading bytes that are plain characters of a string. A byte is special if it is below
// 0x20, a quote, a backslash or not ASCII. Eight bytes at a time by the "has zero byte" bit trick,
// which can stop too early, but never too late; the bytewise loop then finds the exact place.
std::size_t plain_run(const char* from, std::size_t length) {
    std::size_t count = 0;
    while (count + 8 <= length) {
        std::uint64_t word = 0;
        std::memcpy(&word, from + count, 8);
        auto quote = word ^ every_byte('"');
        auto backslash = word ^ every_byte('\\');
        auto special = (word - every_byte(0x20)) | (quote - every_byte(1)) |
                       (backslash - every_byte(1)) | word;
        if ((special & every_byte(0x80)) != 0) break;
        count += 8;
    }
    while (count < length) {
        auto byte = static_cast<unsigned char>(from[count]);
        if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\') break;
        ++count;
    }
    return count;
}

void append_utf8(std::string& out, unsigned code) {
    auto push = [&out](unsigned byte) { out.push_back(static_cast<char>(byte)); };
    if (code < 0x80) {
        push(code);
    } else if (code < 0x800) {
        push(0xC0 | (code >> 6));
        push(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        push(0xE0 | (code >> 12));
        push(0x80 | ((code >> 6) & 0x3F));
        push(0x80 | (code & 0x3F));
    } else {
        push(0xF0 | (code >> 18));
        push(0x80 | ((code >> 12) & 0x3F));
        push(0x80 | ((code >> 6) & 0x3F));
        push(0x80 | (code & 0x3F));
    }
}

unsigned hex4(std::string_view digits) {
    unsigned unit = 0;
    for (char digit : digits.substr(0, 4))
        unit = unit * 16 + static_cast<unsigned>(hex_digit(digit));
    return unit;
}

constexpr bool is_high(unsigned unit) {
    return unit >= 0xD800 && unit <= 0xDBFF;
}
constexpr bool is_low(unsigned unit) {
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

constexpr std::size_t low_escape_bytes = 6;

/// Whether the text begins with the escape of a low surrogate.
bool has_low(std::string_view text) {
    if (text.size() < low_escape_bytes || !text.starts_with("\\u")) return false;
    for (const char digit : text.substr(2, 4))
        if (hex_digit(digit) < 0) return false;
    return is_low(hex4(text.substr(2)));
}

}  // namespace

void JsonScanner::skip_space() {
    while (at_ < text_.size()) {
        char byte = text_[at_];
        if (byte != ' ' && byte != '\n' && byte != '\r' && byte != '\t') return;
        ++at_;
    }
}

bool JsonScanner::take(char expected) {
    skip_space();
    if (peek() != expected || at_end()) return false;
    ++at_;
    return true;
}

bool JsonScanner::scan_value(int depth) {
    std::string_view ignored;
    switch (peek()) {
        case '{':
            return scan_object(depth);
        case '[':
            return scan_array(depth);
        case '"':
            return scan_string(ignored);
        case 't':
            return scan_word("true");
        case 'f':
            return scan_word("false");
        case 'n':
            return scan_word("null");
        default:
            return scan_number();
    }
}

bool JsonScanner::scan_object(int depth) {
    if (depth >= depth_max) return false;
    ++at_;
    if (take('}')) return true;
    do {
        skip_space();
        std::string_view name;
        if (peek() != '"' || !scan_string(name)) return false;
        if (!take(':')) return false;
        skip_space();
        if (!scan_value(depth + 1)) return false;
    } while (take(','));
    return take('}');
}

bool JsonScanner::scan_array(int depth) {
    if (depth >= depth_max) return false;
    ++at_;
    if (take(']')) return true;
    do {
        skip_space();
        if (!scan_value(depth + 1)) return false;
    } while (take(','));
    return take(']');
}

bool JsonScanner::scan_string(std::string_view& inside) {
    ++at_;
    std::size_t from = at_;
    while (true) {
        at_ += plain_run(text_.data() + at_, text_.size() - at_);
        if (at_end()) return false;
        auto byte = static_cast<unsigned char>(text_[at_]);
        if (byte == '"') break;
        if (byte == '\\') {
            if (!scan_escape()) return false;
        } else if (byte < 0x20 || !scan_utf8()) {
            return false;
        }
    }
    inside = since(from);
    ++at_;
    return true;
}

bool JsonScanner::scan_escape() {
    ++at_;
    char kind = peek();
    if (kind == 'u') {
        ++at_;
        unsigned unit = 0;
        if (!scan_hex4(unit)) return false;
        if (is_high(unit) && has_low(text_.substr(at_))) {
            at_ += low_escape_bytes;
        } else if (is_high(unit) || is_low(unit)) {
            ++lone_surrogates_;
        }
        return true;
    }
    if (at_end() || std::string_view("\"\\/bfnrt").find(kind) == std::string_view::npos) {
        return false;
    }
    ++at_;
    return true;
}

bool JsonScanner::scan_hex4(unsigned& unit) {
    if (text_.size() - at_ < 4) return false;
    for (char digit : text_.substr(at_, 4)) {
        if (hex_digit(digit) < 0) return false;
    }
    unit = hex4(text_.substr(at_));
    at_ += 4;
    return true;
}

// Well-formed UTF-8 by the Unicode Standard, table 3-7: no overlong forms, no surrogates, nothing
// above U+10FFFF.
bool JsonScanner::scan_utf8() {
    auto byte = [this](std::size_t offset) {
        return at_ + offset < text_.size() ? static_cast<unsigned char>(text_[at_ + offset]) : 0U;
    };
    unsigned first = byte(0);
    std::size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length == 0 || first > 0xF4) return false;
    unsigned lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (byte(1) < lowest || byte(1) > highest) return false;
    for (std::size_t offset = 2; offset < length; ++offset) {
        if (byte(offset) < 0x80 || byte(offset) > 0xBF) return false;
    }
    at_ += length;
    return true;
}

bool JsonScanner::scan_digits() {
    if (!is_digit(peek())) return false;
    while (is_digit(peek()))
        ++at_;
    return true;
}

bool JsonScanner::scan_number() {
    if (peek() == '-') ++at_;
    if (peek() == '0') {
        ++at_;
    } else if (!scan_digits()) {
        return false;
    }
    if (peek() == '.') {
        ++at_;
        if (!scan_digits()) return false;
    }
    if (peek() == 'e' || peek() == 'E') {
        ++at_;
        if (peek() == '+' || peek() == '-') ++at_;
        return scan_digits();
    }
    return true;
}

bool JsonScanner::scan_word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
}

void append_unescaped(std::string& out, std::string_view inside) {
    while (true) {
        auto escape = inside.find('\\');
        out.append(inside.substr(0, escape));
        if (escape == std::string_view::npos) return;
        char kind = inside[escape + 1];
        inside.remove_prefix(escape + 2);
        if (kind != 'u') {
            constexpr std::string_view kinds = "bfnrt";
            constexpr std::string_view meant = "\b\f\n\r\t";
            auto found = kinds.find(kind);
            out.push_back(found == std::string_view::npos ? kind : meant[found]);
            continue;
        }
        unsigned code = hex4(inside);
        inside.remove_prefix(4);
        if (is_high(code) && has_low(inside)) {
            code = 0x10000 + ((code - 0xD800) << 10) + (hex4(inside.substr(2)) - 0xDC00);
            inside.remove_prefix(low_escape_bytes);
        } else if (is_high(code) || is_low(code)) {
            code = 0xFFFD;
        }
        append_utf8(out, code);
    }
}

std::size_t count_characters(std::string_view inside) {
    std::string said;
    append_unescaped(said, inside);
    return static_cast<std::size_t>(std::ranges::count_if(said, [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;  // not a continuation byte
    }));
}

void append_quoted(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out.push_back('"');
    for (char byte : text) {
        auto code = static_cast<unsigned char>(byte);
        if (byte == '"' || byte == '\\') {
            out.push_back('\\');
            out.push_back(byte);
        } else if (code < 0x20) {
            out.append("\\u00");
            out.push_back(hex[code >> 4]);
            out.push_back(hex[code & 15]);
        } else {
            out.push_back(byte);
        }
    }
    out.push_back('"');
}

}  // namespace atlas::ingestion
