// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/pages.h"

#include <charconv>

#include "aws/ec2/errors.h"
#include "base/encoding.h"

namespace atlas::aws::ec2 {
namespace {

/// A checksum (FNV-1a) that recognizes tokens made here for this kind of list. Not a protection
/// against forgery.
std::string check_of(std::string_view kind, std::string_view from) {
    std::uint64_t sum = 0xcbf29ce484222325;
    for (auto part : {kind, std::string_view("."), from}) {
        for (char byte : part) {
            sum ^= static_cast<unsigned char>(byte);
            sum *= 0x100000001b3;
        }
    }
    return std::to_string(sum);
}

}  // namespace

Answer<> check_page_size(const std::optional<int>& max_results, PageLimits limits) {
    if (!max_results || *max_results >= limits.least) return {};
    return invalid_value(
        "Value ( " + std::to_string(*max_results) +
        " ) for parameter maxResults is invalid. Expecting a value greater than " +
        std::to_string(limits.least) + "."
    );
}

std::string make_page_token(std::string_view kind, std::size_t from) {
    auto text = std::to_string(from);
    return encode_base64(text + "." + check_of(kind, text));
}

Answer<std::size_t> read_page_token(
    std::string_view kind, const std::optional<std::string>& token
) {
    if (!token || token->empty()) return std::size_t{0};
    auto decoded = decode_base64(*token);
    auto text = decoded ? std::string_view(*decoded) : std::string_view();
    auto number = text.substr(0, text.find('.'));
    std::size_t from = 0;
    auto read = std::from_chars(number.data(), number.data() + number.size(), from);
    if (read.ec != std::errc() || text != std::string(number) + "." + check_of(kind, number))
        return AwsError{"InvalidNextToken", "The token '" + *token + "' is invalid", 400, {}};
    return from;
}

}  // namespace atlas::aws::ec2
