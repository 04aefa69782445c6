// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/wildcard.h"

namespace atlas::aws {
namespace {

/// The pattern, one element at a time.
struct Pattern {
    std::string_view left;
    Wildcards wildcards;

    bool at_star() const { return !left.empty() && left.front() == '*'; }
    /// Whether the next element stands for this character; it is taken then.
    bool take(char character) {
        if (left.empty()) return false;
        const bool more = wildcards == Wildcards::star_and_one;
        const bool escaped = more && left.front() == '\\' && left.size() > 1;
        const bool any = more && left.front() == '?';
        if (!any && left[escaped ? 1 : 0] != character) return false;
        left.remove_prefix(escaped ? 2 : 1);
        return true;
    }
};

}  // namespace

// Greedy, with a single point to go back to: the last '*'.
bool matches_wildcard(std::string_view pattern, std::string_view text, Wildcards wildcards) {
    Pattern next{pattern, wildcards};
    Pattern after_star{{}, wildcards};
    bool starred = false;
    std::size_t at = 0;
    std::size_t star_ends = 0;  // where the text that the last '*' stands for ends
    while (at < text.size()) {
        if (next.at_star()) {
            next.left.remove_prefix(1);
            after_star = next;
            starred = true;
            star_ends = at;
        } else if (next.take(text[at])) {
            ++at;
        } else if (starred) {
            next = after_star;
            at = ++star_ends;
        } else {
            return false;
        }
    }
    while (next.at_star())
        next.left.remove_prefix(1);
    return next.left.empty();
}

}  // namespace atlas::aws
