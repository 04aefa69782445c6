// SPDX-License-Identifier: Apache-2.0
// GetRandomPassword.
#include <algorithm>

#include "aws/models/secretsmanager/get_random_password.h"
#include "aws/secretsmanager/operations.h"

namespace atlas::aws::secretsmanager {
namespace {

constexpr std::int64_t length_default = 32;
constexpr std::int64_t length_max = 4096;

// The included types of characters, each without the excluded characters.
std::vector<std::string> alphabets(const GetRandomPasswordInput& input) {
    std::vector<std::string> kinds;
    auto add = [&](std::string kind, const std::optional<bool>& excluded) {
        if (excluded.value_or(false)) return;
        std::erase_if(kind, [&](char character) {
            return input.exclude_characters.value_or("").contains(character);
        });
        if (!kind.empty()) kinds.push_back(std::move(kind));
    };
    add("ABCDEFGHIJKLMNOPQRSTUVWXYZ", input.exclude_uppercase);
    add("abcdefghijklmnopqrstuvwxyz", input.exclude_lowercase);
    add("0123456789", input.exclude_numbers);
    add(R"(!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~)", input.exclude_punctuation);
    if (input.include_space.value_or(false)) add(" ", false);
    return kinds;
}

bool has_each(const std::string& password, const std::vector<std::string>& kinds) {
    return std::ranges::all_of(kinds, [&](const std::string& kind) {
        return password.find_first_of(kind) != std::string::npos;
    });
}

Answer<GetRandomPasswordOutput> get_random_password(
    Call& call, const GetRandomPasswordInput& input
) {
    auto length = input.password_length.value_or(length_default);
    if (length < 1 || length > length_max) {
        return invalid_parameter("Password length must be between 1 and 4096.");
    }
    auto kinds = alphabets(input);
    std::string all;
    for (const auto& kind : kinds)
        all += kind;
    if (all.empty()) return invalid_parameter("No characters are left to make a password of.");
    bool each = input.require_each_included_type.value_or(true);
    if (each && length < static_cast<std::int64_t>(kinds.size())) {
        return invalid_parameter(
            "Password length is too short for one character of each included type."
        );
    }
    // Rejection sampling: every password that satisfies the request is equally likely.
    for (;;) {
        auto password = call.random().text(static_cast<std::size_t>(length), all);
        if (!each || has_each(password, kinds)) return GetRandomPasswordOutput{password};
    }
}

}  // namespace

std::vector<Operation> password_operations() {
    return {operation<GetRandomPassword>(get_random_password)};
}

}  // namespace atlas::aws::secretsmanager
