// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/page.h"

#include <array>
#include <charconv>

#include <fmt/core.h>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace atlas::aws {
namespace {

constexpr std::array<std::string_view, 4> token_names{"NextToken", "nextToken", "Marker", "marker"};
constexpr std::array<std::string_view, 6> size_names{
    "MaxResults", "maxResults", "MaxItems", "PageSize", "Limit", "limit"
};
constexpr std::size_t digest_length = 16;  // in hexadecimal digits

bool is_one_of(const auto& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

/// Binds a position to its list. It needs no secret: a client that forges a token only skips items
/// that it may list anyway.
std::string digest_of(const std::string& list, std::string_view place) {
    return crypto::sha256_hex(list + '\n' + std::string(place)).substr(0, digest_length);
}

}  // namespace

Answer<Page> Page::read(
    std::string_view service, std::string_view operation, json::Value input, PageRules rules
) {
    Page page;
    std::optional<std::string> token;
    std::int64_t size = rules.size_default;
    json::Object parameters;
    for (const auto& [name, value] : *input.as_object()) {
        if (is_one_of(token_names, name) && value.as_string()) {
            token = *value.as_string();
        } else if (is_one_of(size_names, name) && value.as_int()) {
            size = *value.as_int();
        } else {
            parameters[name] = value;
        }
    }
    if (size < 1 || size > rules.size_max) {
        auto code = rules.bad_token.code;
        auto text = fmt::format("The size of a page must be between 1 and {}.", rules.size_max);
        return AwsError{std::move(code), std::move(text), 400, {}};
    }
    page.size_ = static_cast<std::size_t>(size);
    page.list_ = fmt::format("{}:{} {}", service, operation, json::serialize(parameters));
    if (!token) return page;
    auto text = decode_base64url(*token).value_or("");
    auto place = std::string_view(text).substr(std::min(text.size(), digest_length));
    auto* end = place.data() + place.size();
    auto [at, error] = std::from_chars(place.data(), end, page.index_);
    bool ours = text.size() > digest_length && error == std::errc() && at != end && *at == ' ' &&
                text.starts_with(digest_of(page.list_, place));
    if (!ours) return std::move(rules.bad_token);
    page.last_key_.assign(at + 1, end);
    return page;
}

std::size_t Page::begin(std::size_t count, const KeyAt& key_at) const {
    if (index_ == 0) return 0;
    // Usually the list has not changed, and the index finds the item without a search.
    if (index_ <= count && key_at(index_ - 1) == last_key_) return index_;
    for (std::size_t index = 0; index < count; ++index)
        if (key_at(index) == last_key_) return index + 1;
    // The item was deleted, so those behind it have moved up by one.
    return std::min(index_ - 1, count);
}

std::string Page::token(std::size_t index, const std::string& last_key) const {
    auto place = fmt::format("{} {}", index, last_key);
    return encode_base64url(digest_of(list_, place) + place);
}

}  // namespace atlas::aws
