// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "aws/wire/sigv4.h"
#include "base/encoding.h"

namespace atlas::aws {
namespace {

/// "/a/./b//c/.." → "/a/b/". SigV4 normalizes the path (RFC 3986) before it encodes it, except for
/// S3, whose object keys may contain such segments.
std::string normalize_path(std::string_view path) {
    std::vector<std::string_view> segments;
    bool trailing = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
    while (!path.empty()) {
        auto slash = path.find('/');
        auto segment = path.substr(0, slash);
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
        if (segment.empty() || segment == ".") continue;
        if (segment == "..") {
            if (!segments.empty()) segments.pop_back();
        } else {
            segments.push_back(segment);
        }
    }
    std::string normal;
    for (auto segment : segments)
        normal.append("/").append(segment);
    if (trailing || normal.empty()) normal.push_back('/');
    return normal;
}

/// Clients may escape more or less than SigV4 does, so the text is decoded first.
std::string recode(std::string_view text) {
    return encode_percent(decode_percent(text).value_or(std::string(text)));
}

std::string canonical_query(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> pairs;
    while (!query.empty()) {
        auto end = query.find('&');
        auto pair = query.substr(0, end);
        query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
        if (pair.empty()) continue;
        auto equals = pair.find('=');
        // A presigned URL's signature covers every other parameter.
        if (pair.substr(0, equals) == "X-Amz-Signature") continue;
        auto value =
            equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
        pairs.emplace_back(recode(pair.substr(0, equals)), recode(value));
    }
    std::ranges::sort(pairs);
    std::string text;
    for (const auto& [name, value] : pairs)
        text.append(text.empty() ? "" : "&").append(name).append("=").append(value);
    return text;
}

/// SigV4 trims header values and reduces runs of spaces to one.
void append_trimmed(std::string& text, std::string_view value) {
    bool space = false;
    bool begun = false;
    for (char letter : value) {
        if (letter == ' ' || letter == '\t') {
            space = true;
            continue;
        }
        if (space && begun) text.push_back(' ');
        space = false;
        begun = true;
        text.push_back(letter);
    }
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
    auto lower = [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    };
    return std::ranges::equal(left, right, {}, lower, lower);
}

void append_header(std::string& text, const net::Headers& headers, std::string_view name) {
    text.append(name).push_back(':');
    bool first = true;
    for (const auto& [header, value] : headers) {
        if (!equal_ignoring_case(header, name)) continue;
        if (!first) text.push_back(',');
        append_trimmed(text, value);
        first = false;
    }
    text.push_back('\n');
}

}  // namespace

std::string canonical_request(
    const net::Request& request,
    const std::vector<std::string>& signed_headers,
    std::string_view payload_hash,
    bool encode_path_twice
) {
    std::string text;
    text.reserve(1024);
    text.append(request.method).append("\n");
    if (encode_path_twice) {
        text.append(encode_percent(normalize_path(request.path()), true));
    } else {
        text.append(request.path().empty() ? "/" : request.path());
    }
    text.append("\n").append(canonical_query(request.query())).append("\n");
    for (const auto& name : signed_headers)
        append_header(text, request.headers, name);
    text.push_back('\n');
    for (std::size_t index = 0; index < signed_headers.size(); ++index)
        text.append(index == 0 ? "" : ";").append(signed_headers[index]);
    text.append("\n").append(payload_hash);
    return text;
}

}  // namespace atlas::aws
