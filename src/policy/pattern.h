// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atlas::policy {

/// Answers the value of a policy variable, named in lower case; nothing where it has no single one.
class Variables {
public:
    virtual ~Variables() = default;
    virtual std::optional<std::string_view> value_of(std::string_view key) const = 0;
};

/// A text of a policy with `*`, `?` and `${variables}` in it, made ready once. What a variable
/// stands for is taken literally, wildcards and all. Immutable.
class Pattern {
public:
    enum class Wildcards : bool { off, on };

    /// `variables` off: "${" is plain text, as in documents of version 2008-10-17.
    static Pattern parse(std::string_view text, Wildcards wildcards, bool variables);

    /// False, too, where a variable has no value and no default.
    bool matches(std::string_view text, const Variables& variables, bool ignore_case) const;
    /// The whole text with its variables filled in; for operators that compare by value.
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
    std::size_t add_variable(std::string_view rest);

    std::string text_;
    std::vector<Piece> pieces_;
    friend class Matcher;
};

}  // namespace atlas::policy
