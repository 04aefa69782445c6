// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <charconv>
#include <cmath>

#include "base/utf8.h"
#include "json/value.h"

namespace atlas::json {
namespace {

void append_escape(std::string& out, char character) {
    static constexpr std::string_view digits = "0123456789abcdef";
    switch (character) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\b':
            out += "\\b";
            return;
        case '\f':
            out += "\\f";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            break;
    }
    const auto code = static_cast<unsigned char>(character);
    out += "\\u00";
    out += digits[code >> 4];
    out += digits[code & 15];
}

/// Repairs a text that is not UTF-8, since `parse` would refuse the whole document because of it.
void append_string(std::string& out, std::string_view text) {
    out += '"';
    std::size_t plain = 0;
    bool ascii = true;
    const auto begin = out.size();
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto character = text[at];
        ascii &= static_cast<unsigned char>(character) < 0x80;
        if (static_cast<unsigned char>(character) >= 0x20 && character != '"' && character != '\\')
            continue;
        out += text.substr(plain, at - plain);
        append_escape(out, character);
        plain = at + 1;
    }
    out += text.substr(plain);
    // Repairing after escaping is safe: an escape is ASCII and replaces an ASCII character.
    if (!ascii && !is_utf8(text)) out.replace(begin, out.npos, repair_utf8(out.substr(begin)));
    out += '"';
}

void append_double(std::string& out, double number) {
    if (!std::isfinite(number)) {
        out += "null";
        return;
    }
    // "-0" would be read back as an int64, which has no negative zero.
    if (number == 0) number = 0;
    // Without an exponent where that is readable: AWS writes epoch seconds in this form.
    const auto magnitude = std::abs(number);
    const bool fixed = magnitude == 0 || (magnitude >= 1e-6 && magnitude < 1e17);
    std::array<char, 64> text;
    const auto format = fixed ? std::chars_format::fixed : std::chars_format::scientific;
    auto [end, failure] = std::to_chars(text.data(), text.data() + text.size(), number, format);
    out.append(text.data(), end);
}

/// Writes a document; an `indent_step` of 0 gives the compact form.
class Writer {
public:
    explicit Writer(int indent_step) : indent_step_(indent_step) {}

    void write(const Value& value) {
        if (auto* text = value.as_string()) return append_string(out_, *text);
        if (auto* whole = value.as_int()) {
            std::array<char, 24> digits;
            auto [end, failure] =
                std::to_chars(digits.data(), digits.data() + digits.size(), *whole);
            out_.append(digits.data(), end);
            return;
        }
        if (auto* object = value.as_object()) return write(*object);
        if (auto* array = value.as_array()) return write(*array);
        if (auto* number = value.as_double()) return append_double(out_, *number);
        if (auto* truth = value.as_bool()) {
            out_ += *truth ? "true" : "false";
            return;
        }
        out_ += "null";
    }
    std::string take() { return std::move(out_); }

private:
    void write(const Object& object) {
        if (object.empty()) {
            out_ += "{}";
            return;
        }
        out_ += '{';
        ++level_;
        bool first = true;
        for (const auto& [name, value] : object) {
            if (!std::exchange(first, false)) out_ += ',';
            new_line();
            append_string(out_, name);
            out_ += indent_step_ ? ": " : ":";
            write(value);
        }
        --level_;
        new_line();
        out_ += '}';
    }
    void write(const Array& array) {
        if (array.empty()) {
            out_ += "[]";
            return;
        }
        out_ += '[';
        ++level_;
        bool first = true;
        for (const auto& value : array) {
            if (!std::exchange(first, false)) out_ += ',';
            new_line();
            write(value);
        }
        --level_;
        new_line();
        out_ += ']';
    }
    void new_line() {
        if (indent_step_ == 0) return;
        out_ += '\n';
        out_.append(static_cast<std::size_t>(level_ * indent_step_), ' ');
    }

    int indent_step_;
    int level_ = 0;
    std::string out_;
};

std::string written(const Value& value, int indent_step) {
    Writer writer(indent_step);
    writer.write(value);
    return writer.take();
}

}  // namespace

std::string serialize(const Value& value) {
    return written(value, 0);
}

std::string serialize_pretty(const Value& value) {
    return written(value, 2);
}

}  // namespace atlas::json
