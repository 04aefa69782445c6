// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace atlas {

/// The kind of a failure: what a caller branches on. The message is for people.
enum class ErrorCode : std::uint8_t {
    not_found,
    already_exists,
    invalid_argument,
    conflict,     // the present state does not permit it
    unavailable,  // a retry may succeed
    timed_out,
    exhausted,  // a limit, a budget or the disk is full
    io,         // any other failure of the system
};

/// A failure: its kind, and a message that says what was being done and what went wrong.
class Error {
public:
    Error(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

    ErrorCode code() const { return code_; }
    const std::string& message() const { return message_; }

    /// Prefixes the message with what the caller was doing, so that the outermost step comes first:
    /// "create queue jobs: bind 0.0.0.0:9092: address in use".
    Error during(std::string_view doing) && {
        message_ = std::string(doing) + ": " + message_;
        return std::move(*this);
    }

private:
    ErrorCode code_;
    std::string message_;
};

/// A value, or the error that prevented it. It replaces exceptions throughout Atlas. `Result<>` is
/// for functions that succeed without a value.
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
    /// `value()` requires ok(), `error()` requires a failure; otherwise they throw
    /// std::bad_variant_access.
    T& value() & { return std::get<0>(state_); }
    const T& value() const& { return std::get<0>(state_); }
    T&& value() && { return std::get<0>(std::move(state_)); }
    Error& error() & { return std::get<1>(state_); }
    Error&& error() && { return std::get<1>(std::move(state_)); }

    /// The same result, with `Error::during` applied to an error.
    Result during(std::string_view doing) && {
        if (ok()) return std::move(*this);
        return std::move(*this).error().during(doing);
    }

private:
    std::variant<T, Error> state_;
};

/// Yields the value of a Result; on an error, returns that error from the enclosing function. A GNU
/// statement expression. Not inside a braced list after another element: tools/tidy.py refuses it,
/// because g++ leaks the elements that are already made.
#define ATLAS_TRY(expression)                        \
    __extension__({                                  \
        auto atlas_result_ = (expression);           \
        if (!atlas_result_.ok()) [[unlikely]]        \
            return std::move(atlas_result_).error(); \
        std::move(atlas_result_).value();            \
    })

}  // namespace atlas
