// SPDX-License-Identifier: Apache-2.0
#include "aws/logs/page_token.h"

#include <charconv>

#include <fmt/core.h>

#include "crypto/digest.h"

namespace atlas::aws::logs {
namespace {

/// Removes the text up to the next slash, and the slash; returns it without the slash.
std::optional<std::string_view> take_part(std::string_view& text) {
    auto slash = text.find('/');
    if (slash == text.npos) return std::nullopt;
    auto part = text.substr(0, slash);
    text.remove_prefix(slash + 1);
    return part;
}

template <typename Number>
bool take_number(std::string_view& text, Number& number) {
    auto part = take_part(text);
    if (!part) return false;
    auto [end, failed] = std::from_chars(part->data(), part->data() + part->size(), number);
    return failed == std::errc{} && end == part->data() + part->size();
}

std::string digest_of(const ListQuery& query) {
    crypto::Sha256 digest;
    for (const auto& part : query)
        digest.update(std::to_string(part.size()) + ":" + part);
    return digest.finish_hex().substr(0, 16);
}

}  // namespace

std::string encode_token(const EventToken& token, const std::string& scope) {
    const auto& [timestamp, stream_id, number] = token.position;
    return fmt::format("{}/{}/{}/{}/{}", token.direction, timestamp, number, stream_id, scope);
}

std::optional<EventToken> parse_token(const std::string& text, const std::string& scope) {
    std::string_view rest = text;
    auto direction = take_part(rest);
    if (direction != "f" && direction != "b") return std::nullopt;
    EventToken token;
    token.direction = direction->front();
    auto& [timestamp, stream_id, number] = token.position;
    if (!take_number(rest, timestamp) || !take_number(rest, number)) return std::nullopt;
    auto id = take_part(rest);
    if (!id || rest != scope) return std::nullopt;
    stream_id = *id;
    return token;
}

std::string encode_token(const ListToken& token, const ListQuery& query) {
    return fmt::format("{}/{}/{}", digest_of(query), token.order, token.name);
}

std::optional<ListToken> parse_token(const std::string& text, const ListQuery& query) {
    std::string_view rest = text;
    ListToken token;
    if (take_part(rest) != digest_of(query) || !take_number(rest, token.order)) return std::nullopt;
    token.name = rest;
    return token;
}

}  // namespace atlas::aws::logs
