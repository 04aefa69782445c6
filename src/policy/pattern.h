// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atlas::policy {

/// Looks up policy variables. The key is in lower case; nullopt if it has no value or several.
class Variables {
public:
    virtual ~Variables() = default;
    virtual std::optional<std::string_view> value_of(std::string_view key) const = 0;
};

/// A text of a policy with `*`, `?` and `${variables}`, prepared for matching. The value of a
/// variable is literal: wildcards in it have no meaning. Matching takes at most the product of both
/// lengths. Immutable.
class Pattern {
public:
    enum class Wildcards : bool { off, on };

    /// Without `variables`, "${" is plain text, as in documents of version 2008-10-17. Malformed
    /// variables are plain text too, so parsing never fails.
    static Pattern parse(std::string_view text, Wildcards wildcards, bool variables);

    /// Whether the pattern matches the whole text. It does not if a variable that is needed has
    /// neither a value nor a default.
    bool matches(std::string_view text, const Variables& variables, bool ignore_case) const;
    /// The text with its variables replaced, for operators that compare by value. nullopt if a
    /// variable has neither a value nor a default.
    std::optional<std::string> fill(const Variables& variables) const;
    const std::string& text() const { return text_; }

private:
    enum class Kind : std::uint8_t { literal, any_one, any_run, variable };
    struct Piece {
        Kind kind;
        std::string text;                     // the literal, or the variable's key
        std::optional<std::string> fallback;  // of the variable
    };
    void add_literal(std::string_view text);
    /// Adds the variable or escape at the beginning of `rest` and returns its length; 0 if it is
    /// malformed.
    std::size_t add_variable(std::string_view rest);

    std::string text_;  // as written
    std::vector<Piece> pieces_;
    friend class Matcher;
};

}  // namespace atlas::policy
