// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace atlas::ingestion {

/// Walks over JSON text once and checks its grammar (RFC 8259) and its UTF-8, without a tree and
/// without allocations. Events go to Kafka as they were sent, so only the positions of a few
/// members are needed. Lone surrogates (`\ud800`) are valid JSON, but have no UTF-8 form: they are
/// counted, so that the caller can refuse the text.
///
/// Each `scan_…` begins at the first byte of its value and moves past it. It returns false if the
/// text is malformed; `at` is then near the error. One thread.
class JsonScanner {
public:
    explicit JsonScanner(std::string_view text) : text_(text) {}

    void skip_space();
    bool at_end() const { return at_ == text_.size(); }
    std::size_t at() const { return at_; }
    /// Number of lone surrogates so far.
    std::size_t lone_surrogates() const { return lone_surrogates_; }
    /// The next byte, or '\0' at the end.
    char peek() const { return at_end() ? '\0' : text_[at_]; }
    /// Skips white space, then `expected` if it is next. Returns whether it was.
    bool take(char expected);
    /// The text from `from` to the current position.
    std::string_view since(std::size_t from) const { return text_.substr(from, at_ - from); }

    /// A value of any kind. `depth`: the number of objects and lists around it, at most depth_max.
    bool scan_value(int depth);
    /// A string; `inside` is set to the text between the quotes, still escaped.
    bool scan_string(std::string_view& inside);

private:
    bool scan_object(int depth);
    bool scan_array(int depth);
    bool scan_number();
    bool scan_digits();
    bool scan_word(std::string_view word);
    bool scan_escape();
    bool scan_hex4(unsigned& unit);
    bool scan_utf8();

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t lone_surrogates_ = 0;
};

/// Appends a scanned string unescaped, with U+FFFD for a lone surrogate.
void append_unescaped(std::string& out, std::string_view inside);
/// The number of code points of a scanned string, unescaped.
std::size_t count_characters(std::string_view inside);
/// Appends `text` as a JSON string, quoted and escaped.
void append_quoted(std::string& out, std::string_view text);

}  // namespace atlas::ingestion
