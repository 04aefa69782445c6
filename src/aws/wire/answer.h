// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/check.h"
#include "base/result.h"
#include "json/value.h"

namespace atlas::aws {

/// An error as the AWS API reports it, with AWS's own code. A plain value.
struct AwsError {
    std::string code;     // "InvalidGroup.NotFound"
    std::string message;  // a sentence; AWS's wording where it is known
    int http_status = 400;
    json::Object fields;  // further members of the error's shape, by their wire names
};

/// Converts an `Error` of the operating system or of an engine: unavailable → ServiceUnavailable
/// (503), io → InternalFailure (500) and so on. The only such table; see error_document.cc.
AwsError aws_error_of(const Error& error);

/// A value or an AwsError. A plain `Error` converts implicitly, so ATLAS_TRY over a `Result` also
/// works in a function that returns an Answer. `value` and `error` may be called only on the
/// matching state.
template <typename T = std::monostate>
class [[nodiscard]] Answer {
public:
    Answer()
        requires std::is_same_v<T, std::monostate>
        : state_(T{}) {}
    Answer(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Answer(AwsError error) : state_(std::in_place_index<1>, std::move(error)) {}
    Answer(const Error& error) : state_(std::in_place_index<1>, aws_error_of(error)) {}

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }
    T& value() & { return std::get<0>(state_); }
    const T& value() const& { return std::get<0>(state_); }
    T&& value() && { return std::get<0>(std::move(state_)); }
    AwsError& error() & { return std::get<1>(state_); }
    const AwsError& error() const& { return std::get<1>(state_); }
    AwsError&& error() && { return std::get<1>(std::move(state_)); }

private:
    std::variant<T, AwsError> state_;
};

}  // namespace atlas::aws
