// SPDX-License-Identifier: Apache-2.0
#include "supervisor/find_user.h"

#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "base/text_parts.h"

namespace atlas::supervisor {

namespace {

std::optional<std::uint32_t> parse_number(std::string_view text) {
    std::uint32_t number = 0;
    auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

/// The fields of the first line whose field `index` equals `value`; empty if there is none.
std::vector<std::string_view> find_line(
    std::string_view text, std::size_t index, std::string_view value
) {
    for (auto line : split(text, '\n')) {
        auto parts = split(line, ':');
        if (parts.size() >= 4 && parts[index] == value) return parts;
        if (parts.size() == 3 && index < 3 && parts[index] == value) return parts;
    }
    return {};
}

}  // namespace

Result<User> find_user(std::string_view user, std::string_view passwd, std::string_view group) {
    auto colon = user.find(':');
    auto name = user.substr(0, colon);
    User found;
    auto uid = parse_number(name);
    auto line = find_line(passwd, uid ? 2 : 0, name);
    if (!uid && line.size() > 2) uid = parse_number(line[2]);
    if (!uid)
        return Error(
            ErrorCode::not_found, "unable to find user " + std::string(name) + " in the image"
        );
    found.uid = *uid;
    if (line.size() > 3) found.gid = parse_number(line[3]).value_or(0);
    if (colon == user.npos) return found;
    auto group_name = user.substr(colon + 1);
    auto gid = parse_number(group_name);
    if (!gid) {
        auto entry = find_line(group, 0, group_name);
        if (entry.size() > 2) gid = parse_number(entry[2]);
    }
    if (!gid)
        return Error(
            ErrorCode::not_found,
            "unable to find group " + std::string(group_name) + " in the image"
        );
    found.gid = *gid;
    return found;
}

}  // namespace atlas::supervisor
