// SPDX-License-Identifier: Apache-2.0
#include "policy/pattern.h"

#include "base/letter_case.h"
#include "base/text_parts.h"

namespace atlas::policy {
namespace {

bool starts_with(std::string_view text, std::string_view prefix, bool ignore_case) {
    if (!ignore_case) return text.starts_with(prefix);
    return same_but_for_case(text.substr(0, prefix.size()), prefix);
}

}  // namespace

Pattern Pattern::parse(std::string_view text, Wildcards wildcards, bool variables) {
    Pattern pattern;
    pattern.text_ = text;
    while (!text.empty()) {
        if (variables && text.starts_with("${")) {
            if (const auto used = pattern.add_variable(text)) {
                text.remove_prefix(used);
                continue;
            }
        }
        if (wildcards == Wildcards::on && text[0] == '*') {
            // "**" is the same as "*".
            if (pattern.pieces_.empty() || pattern.pieces_.back().kind != Kind::any_run)
                pattern.pieces_.push_back({Kind::any_run, {}, {}});
        } else if (wildcards == Wildcards::on && text[0] == '?') {
            pattern.pieces_.push_back({Kind::any_one, {}, {}});
        } else {
            pattern.add_literal(text.substr(0, 1));
        }
        text.remove_prefix(1);
    }
    return pattern;
}

void Pattern::add_literal(std::string_view text) {
    if (pieces_.empty() || pieces_.back().kind != Kind::literal)
        pieces_.push_back({Kind::literal, {}, {}});
    pieces_.back().text += text;
}

/// The forms are `${key}`, `${key, 'default'}`, and the escapes `${*}`, `${?}`, `${$}` ("IAM policy
/// elements: Variables and tags").
std::size_t Pattern::add_variable(std::string_view rest) {
    const auto end = rest.find('}');
    if (end == rest.npos) return 0;
    const auto inner = rest.substr(2, end - 2);
    if (inner == "*" || inner == "?" || inner == "$") {
        add_literal(inner);
        return end + 1;
    }
    const auto comma = inner.find(',');
    Piece piece{Kind::variable, lower_case(trim(inner.substr(0, comma))), {}};
    if (comma != inner.npos) {
        const auto fallback = trim(inner.substr(comma + 1));
        if (fallback.size() < 2 || !fallback.starts_with('\'') || !fallback.ends_with('\''))
            return 0;
        piece.fallback = fallback.substr(1, fallback.size() - 2);
    }
    if (piece.text.empty()) return 0;
    pieces_.push_back(std::move(piece));
    return end + 1;
}

/// Compares pieces with the text from left to right. After a mismatch, the last `*` takes one more
/// character; earlier ones need not be reconsidered, which bounds the time.
class Matcher {
public:
    Matcher(const Pattern& pattern, const Variables& variables, bool ignore_case)
        : pieces_(pattern.pieces_), variables_(variables), ignore_case_(ignore_case) {}

    bool matches(std::string_view text) {
        std::size_t piece = 0;
        std::size_t at = 0;
        std::optional<std::size_t> run;  // the piece after the last '*'
        std::size_t run_at = 0;
        for (;;) {
            if (piece == pieces_.size() && at == text.size()) return true;
            if (piece < pieces_.size() && pieces_[piece].kind == Pattern::Kind::any_run) {
                run = ++piece;
                run_at = at;
                if (piece == pieces_.size()) return !lacks_value_;
                continue;
            }
            const auto used =
                piece < pieces_.size() ? step(pieces_[piece], text.substr(at)) : std::nullopt;
            if (lacks_value_) return false;
            if (used) {
                ++piece;
                at += *used;
            } else if (run && run_at < text.size()) {
                piece = *run;
                at = ++run_at;
            } else {
                return false;
            }
        }
    }

private:
    /// The length that the piece matches at the beginning of the text; nullopt for a mismatch.
    std::optional<std::size_t> step(const Pattern::Piece& piece, std::string_view text) {
        std::string_view literal = piece.text;
        if (piece.kind == Pattern::Kind::any_one) {
            if (text.empty()) return std::nullopt;
            return 1;
        }
        if (piece.kind == Pattern::Kind::variable) {
            auto value = variables_.value_of(piece.text);
            if (!value && piece.fallback) value = *piece.fallback;
            if (!value) {
                lacks_value_ = true;
                return std::nullopt;
            }
            literal = *value;
        }
        if (!starts_with(text, literal, ignore_case_)) return std::nullopt;
        return literal.size();
    }

    const std::vector<Pattern::Piece>& pieces_;
    const Variables& variables_;
    bool ignore_case_;
    bool lacks_value_ = false;
};

bool Pattern::matches(std::string_view text, const Variables& variables, bool ignore_case) const {
    return Matcher(*this, variables, ignore_case).matches(text);
}

std::optional<std::string> Pattern::fill(const Variables& variables) const {
    std::string filled;
    for (const auto& piece : pieces_) {
        switch (piece.kind) {
            case Kind::literal:
                filled += piece.text;
                break;
            case Kind::any_one:
                filled += '?';
                break;
            case Kind::any_run:
                filled += '*';
                break;
            case Kind::variable: {
                auto value = variables.value_of(piece.text);
                if (!value && !piece.fallback) return std::nullopt;
                filled += value ? *value : std::string_view(*piece.fallback);
            }
        }
    }
    return filled;
}

}  // namespace atlas::policy
