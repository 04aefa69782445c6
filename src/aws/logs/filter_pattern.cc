// SPDX-License-Identifier: Apache-2.0
#include "aws/logs/filter_pattern.h"

#include <algorithm>

namespace atlas::aws::logs {
namespace {

// The term that begins at `at`, without its quotes; moves `at` behind it.
std::string take_term(const std::string& text, std::size_t& at) {
    std::string term;
    if (text[at] != '"') {
        auto end = std::min(text.find(' ', at), text.size());
        term = text.substr(at, end - at);
        at = end;
        return term;
    }
    for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\' && at + 1 < text.size()) ++at;
        term += text[at];
    }
    ++at;
    return term;
}

}  // namespace

Result<FilterPattern> FilterPattern::parse(const std::string& text) {
    FilterPattern pattern;
    auto first = text.find_first_not_of(' ');
    if (first != std::string::npos &&
        (text[first] == '{' || text[first] == '[' || text[first] == '%')) {
        return Error(
            ErrorCode::invalid_argument,
            "JSON, space-delimited and regular-expression filter patterns are not available in "
            "this region yet"
        );
    }
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == ' ') {
            ++at;
            continue;
        }
        auto* into = &pattern.all_;
        if (text[at] == '?' || text[at] == '-')
            into = text[at++] == '?' ? &pattern.any_ : &pattern.none_;
        if (at < text.size()) into->push_back(take_term(text, at));
    }
    return pattern;
}

bool FilterPattern::matches(const std::string& message) const {
    auto in = [&](const std::string& term) { return message.contains(term); };
    return std::ranges::all_of(all_, in) && (any_.empty() || std::ranges::any_of(any_, in)) &&
           std::ranges::none_of(none_, in);
}

}  // namespace atlas::aws::logs
