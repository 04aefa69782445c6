// SPDX-License-Identifier: Apache-2.0
#include "registry/route.h"

#include <algorithm>

#include "base/encoding.h"

namespace atlas::registry {
namespace {

constexpr std::string_view lower_alphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789";

/// Removes a run of letters and digits from the front.
bool take_alphanumeric(std::string_view& text) {
    auto length = std::min(text.find_first_not_of(lower_alphanumeric), text.size());
    text.remove_prefix(length);
    return length > 0;
}

/// Removes ".", "_", "__" or any number of "-" from the front.
bool take_separator(std::string_view& text) {
    if (text.starts_with("__")) {
        text.remove_prefix(2);
    } else if (text.starts_with('.') || text.starts_with('_')) {
        text.remove_prefix(1);
    } else if (text.starts_with('-')) {
        text.remove_prefix(std::min(text.find_first_not_of('-'), text.size()));
    } else {
        return false;
    }
    return true;
}

bool is_component(std::string_view text) {
    if (!take_alphanumeric(text)) return false;
    while (!text.empty()) {
        if (!take_separator(text) || !take_alphanumeric(text)) return false;
    }
    return true;
}

std::map<std::string, std::string> parse_query(std::string_view query) {
    std::map<std::string, std::string> parsed;
    while (!query.empty()) {
        auto pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        auto equals = std::min(pair.find('='), pair.size());
        auto name = decode_percent(pair.substr(0, equals), true);
        auto value = decode_percent(pair.substr(std::min(equals + 1, pair.size())), true);
        if (name && value) parsed.emplace(std::move(*name), std::move(*value));
    }
    return parsed;
}

/// Splits "<name>/<middle>/<reference>" at the last `middle`.
bool split(std::string_view path, std::string_view middle, Route& route) {
    auto at = path.rfind(middle);
    if (at == std::string_view::npos) return false;
    route.repository = path.substr(0, at);
    route.reference = path.substr(at + middle.size());
    return route.reference.find('/') == std::string::npos;
}

}  // namespace

bool is_repository_name(std::string_view name) {
    if (name.size() < 2 || name.size() > 256) return false;
    while (true) {
        auto component = name.substr(0, name.find('/'));
        if (!is_component(component)) return false;
        if (component.size() == name.size()) return true;
        name.remove_prefix(component.size() + 1);
    }
}

bool is_tag(std::string_view text) {
    if (text.empty() || text.size() > 128 || text[0] == '.' || text[0] == '-') return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
    });
}

std::optional<Route> parse_route(std::string_view target) {
    auto question = std::min(target.find('?'), target.size());
    auto path = target.substr(0, question);
    Route route;
    route.query = parse_query(target.substr(std::min(question + 1, target.size())));
    if (path == "/v2" || path == "/v2/") return route;
    if (!path.starts_with("/v2/")) return std::nullopt;
    path.remove_prefix(4);
    if (split(path, "/blobs/uploads/", route)) {
        route.kind = route.reference.empty() ? Route::Kind::new_upload : Route::Kind::upload;
    } else if (split(path, "/blobs/uploads", route) && route.reference.empty()) {
        route.kind = Route::Kind::new_upload;
    } else if (split(path, "/blobs/", route) && !route.reference.empty()) {
        route.kind = Route::Kind::blob;
    } else if (split(path, "/manifests/", route) && !route.reference.empty()) {
        route.kind = Route::Kind::manifest;
    } else if (split(path, "/tags/", route) && route.reference == "list") {
        route.kind = Route::Kind::tags;
    } else {
        return std::nullopt;
    }
    if (!is_repository_name(route.repository)) return std::nullopt;
    return route;
}

}  // namespace atlas::registry
