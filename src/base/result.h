// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace atlas {

enum class ErrorCode : std::uint8_t {
    not_found,
    already_exists,
    invalid_argument,
    conflict,
    unavailable,
    timed_out,
    exhausted,
    io,
};

/// What went wrong, and the trail of what was being done when it did.
class Error {
public:
    Error(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

    ErrorCode code() const { return code_; }
    const std::string& message() const { return message_; }

    /// Prefixes what the caller was doing: "create queue jobs: bind 0.0.0.0:9092: address in use".
    Error during(std::string_view doing) && {
        message_ = std::string(doing) + ": " + message_;
        return std::move(*this);
    }

private:
    ErrorCode code_;
    std::string message_;
};

/// A value, or the reason there is none.
template <typename T = std::monostate>
class [[nodiscard]] Result {
public:
    Result()
        requires std::is_same_v<T, std::monostate>
        : state_(T{}) {}
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }
    T& value() & { return std::get<0>(state_); }
    const T& value() const& { return std::get<0>(state_); }
    T&& value() && { return std::get<0>(std::move(state_)); }
    Error& error() & { return std::get<1>(state_); }
    Error&& error() && { return std::get<1>(std::move(state_)); }

    Result during(std::string_view doing) && {
        if (ok()) return std::move(*this);
        return std::move(*this).error().during(doing);
    }

private:
    std::variant<T, Error> state_;
};

/// The value of a Result, or return its error from the enclosing function.
#define ATLAS_TRY(expression)                        \
    __extension__({                                  \
        auto atlas_result_ = (expression);           \
        if (!atlas_result_.ok()) [[unlikely]]        \
            return std::move(atlas_result_).error(); \
        std::move(atlas_result_).value();            \
    })

}  // namespace atlas
