// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace atlas::ingestion {

/// Walks over JSON text once, checking its grammar (RFC 8259) and its UTF-8, and keeps nothing: no
/// tree, no allocation. Events go to Kafka as they were sent, so all that is needed of them is
/// where a few of their members are. Lone surrogates (`\ud800`) are grammar and are counted: no
/// UTF-8 can say them, so whoever keeps what holds one has to refuse it.
///
/// Each `scan_…` stands on the first byte of what it scans, moves behind it and answers false where
/// the text is wrong; `at` is then near the place. One thread.
class JsonScanner {
public:
    explicit JsonScanner(std::string_view text) : text_(text) {}

    void skip_space();
    bool at_end() const { return at_ == text_.size(); }
    std::size_t at() const { return at_; }
    /// Escapes so far that say half a surrogate pair.
    std::size_t lone_surrogates() const { return lone_surrogates_; }
    /// The byte it stands on, or '\0' at the end.
    char peek() const { return at_end() ? '\0' : text_[at_]; }
    /// Skips white space, then takes `expected` if it is next.
    bool take(char expected);
    /// The text from `from` to where it stands.
    std::string_view since(std::size_t from) const { return text_.substr(from, at_ - from); }

    /// One value of any kind. `depth` counts what it lies in.
    bool scan_value(int depth);
    /// A string; `inside` is what stands between the quotes, still escaped.
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

/// Appends what an escaped string, already scanned, says; U+FFFD for a lone surrogate.
void append_unescaped(std::string& out, std::string_view inside);
/// How many characters (code points) an escaped string, already scanned, says.
std::size_t count_characters(std::string_view inside);
/// Appends `text` with quotes, escaped as JSON.
void append_quoted(std::string& out, std::string_view text);

}  // namespace atlas::ingestion
