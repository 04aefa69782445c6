// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/rules.h"

#include <algorithm>

#include "engines/haproxy/argument.h"
#include "engines/haproxy/own_answers.h"

namespace atlas::engines::haproxy {
namespace {

enum class Backslash : std::uint8_t { itself, escapes };

bool is_escaped_wildcard(std::string_view rest) {
    return rest.starts_with("\\*") || rest.starts_with("\\?");
}

/// An ELB pattern as a regular expression without anchors. `any` matches one character for which a
/// wildcard may stand.
std::string unanchored(std::string_view pattern, const std::string& any, Backslash backslash) {
    std::string regex;
    while (!pattern.empty()) {
        bool literal = backslash == Backslash::escapes && is_escaped_wildcard(pattern);
        if (literal) pattern.remove_prefix(1);
        char character = pattern.front();
        pattern.remove_prefix(1);
        if (!literal && (character == '*' || character == '?')) {
            regex += character == '*' ? any + "*" : any;
            continue;
        }
        if (std::string_view(R"(\.^$|()[]{}+*?)").contains(character)) regex += '\\';
        regex += character;
    }
    return regex;
}

bool has_wildcard(const std::string& value) {
    return value.find_first_of("*?") != std::string::npos;
}

// One ACL per rule and condition: several `acl` lines with one name are alternatives.
std::string value_lines(
    const std::string& name,
    const std::string& fetch,
    const std::vector<std::string>& values,
    bool ignore_case
) {
    std::string text;
    for (const auto& value : values) {
        bool wild = has_wildcard(value);
        text += "    acl " + name + " " + fetch + (ignore_case ? " -i" : "") +
                (wild ? " -m reg " : " -m str ") + pattern(wild ? pattern_regex(value) : value) +
                "\n";
    }
    return text;
}

std::string query_lines(const std::string& name, const std::vector<std::string>& values) {
    std::string text;
    for (const auto& value : values)
        text += "    acl " + name + " query -m reg -i " + pattern(query_regex(value)) + "\n";
    return text;
}

std::string condition_lines(const std::string& name, const Condition& condition) {
    switch (condition.field) {
        case Condition::Field::host_header:
            return value_lines(name, "req.hdr(host),field(1,:)", condition.values, true);
        case Condition::Field::path_pattern:
            return value_lines(name, "path", condition.values, false);
        case Condition::Field::http_header:
            return value_lines(
                name,
                quoted("req.fhdr(" + fetch_argument(condition.header) + ")"),
                condition.values,
                true
            );
        case Condition::Field::method:
            return value_lines(name, "method", condition.values, false);
        case Condition::Field::query:
            return query_lines(name, condition.values);
        case Condition::Field::source_ip: {
            std::string text;
            for (const auto& value : condition.values)
                text += "    acl " + name + " src " + pattern(value) + "\n";
            return text;
        }
    }
    return "";
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return text;
}

/// Renders a redirect's parts as log-formats for requests of one listener.
class Location {
public:
    Location(const Redirect& redirect, const Listener& listener)
        : redirect_(redirect),
          scheme_(listener.tls ? "https" : "http"),
          port_(std::to_string(listener.port)) {}

    std::string without_query() const {
        auto scheme = redirect_.protocol == "#{protocol}" ? scheme_ : lower(redirect_.protocol);
        auto port = redirect_.port == "#{port}" ? port_ : redirect_.port;
        // ELB always includes the port, even the scheme's default.
        return format_literal(scheme) + "://" + format(redirect_.host) + ":" +
               format_literal(port) + format(redirect_.path);
    }
    std::string query() const { return "?" + format(redirect_.query); }

private:
    std::string format(std::string_view text) const {
        // ELB's #{path} has no leading slash; HAProxy's path has one.
        const std::pair<std::string_view, std::string> fields[] = {
            {"#{path}", "%[path,regsub(^/,)]"},
            {"#{host}", "%[req.hdr(host),field(1,:)]"},
            {"#{query}", "%[query]"},
            {"#{protocol}", scheme_},
            {"#{port}", port_},
        };
        std::string made;
        while (!text.empty()) {
            auto field = std::ranges::find_if(fields, [&](const auto& candidate) {
                return text.starts_with(candidate.first);
            });
            if (field != std::end(fields)) {
                made += field->second;
                text.remove_prefix(field->first.size());
                continue;
            }
            made += format_literal(text.substr(0, 1));
            text.remove_prefix(1);
        }
        return made;
    }

    const Redirect& redirect_;
    std::string scheme_;
    std::string port_;
};

std::string redirect_line(
    const Redirect& redirect, const Listener& listener, const std::string& when
) {
    Location location(redirect, listener);
    auto line = [&](const std::string& format, const std::string& condition) {
        return "    http-request redirect location " + quoted(format) + " code " +
               std::to_string(redirect.status) + condition + "\n";
    };
    auto bare = location.without_query();
    if (redirect.query.empty()) return line(bare, when);
    auto queried = bare + location.query();
    if (redirect.query != "#{query}") return line(queried, when);
    // A request without a query must not be redirected to a URL with a lone '?'.
    return line(queried, (when.empty() ? " if" : when) + " { query -m found }") + line(bare, when);
}

std::string fixed_line(const FixedResponse& fixed, const std::string& when) {
    std::string text = "    http-request return status " + std::to_string(fixed.status);
    if (!fixed.body.empty()) {
        text += " content-type " +
                quoted(fixed.content_type.empty() ? "text/plain" : fixed.content_type) +
                " string " + quoted(fixed.body);
    }
    return text + when + "\n";
}

// Weights: each group but the last is chosen if a random number below the remaining total is below
// its weight.
std::string forward_lines(const Forward& forward, const std::string& when) {
    int total = 0;
    for (const auto& [group, weight] : forward.groups)
        total += weight;
    if (total == 0) return no_target_line(when);
    std::string text;
    int left = total;
    std::vector<std::pair<std::string, int>> shares;
    for (const auto& share : forward.groups) {
        if (share.second > 0) shares.push_back(share);
    }
    for (std::size_t index = 0; index < shares.size(); ++index) {
        auto line = "    use_backend " + shares[index].first;
        if (index + 1 == shares.size()) {
            text += line + when + "\n";
            break;
        }
        text += line + (when.empty() ? " if" : when) + " { rand(" + std::to_string(left) + ") lt " +
                std::to_string(shares[index].second) + " }\n";
        left -= shares[index].second;
    }
    return text;
}

std::string action_lines(const Action& action, const Listener& listener, const std::string& when) {
    if (auto* forward = std::get_if<Forward>(&action)) return forward_lines(*forward, when);
    if (auto* redirect = std::get_if<Redirect>(&action))
        return redirect_line(*redirect, listener, when);
    return fixed_line(std::get<FixedResponse>(action), when);
}

// All http-request rules run before any use_backend, so a forward with a higher priority must
// disable later redirects and fixed responses: a variable holds the first rule that matches.
std::string choosing_line(const Rule& rule, const std::string& conditions) {
    return "    http-request set-var(txn.rule) str(" + rule.id +
           ") if !{ var(txn.rule) -m found } " + conditions + "\n";
}

}  // namespace

std::string pattern_regex(const std::string& pattern) {
    return "^" + unanchored(pattern, ".", Backslash::itself) + "$";
}

// HAProxy's url_param is of no use here: it takes ';' and '?' for separators too, and compares
// names by their case.
std::string query_regex(const std::string& value) {
    auto equals = value.find('=');
    auto key = equals == std::string::npos
                   ? "[^=&]*"
                   : unanchored(value.substr(0, equals), "[^=&]", Backslash::escapes);
    auto rest = equals == std::string::npos ? value : value.substr(equals + 1);
    return "(^|&)" + key + "=" + unanchored(rest, "[^&]", Backslash::escapes) + "(&|$)";
}

std::string rule_lines(const Listener& listener) {
    auto rules = listener.rules;
    std::ranges::sort(rules, {}, &Rule::priority);
    std::string acls;
    std::string choosing;
    std::string acting;
    for (const auto& rule : rules) {
        std::string conditions;
        for (std::size_t index = 0; index < rule.conditions.size(); ++index) {
            auto name = rule.id + "_" + std::to_string(index);
            acls += condition_lines(name, rule.conditions[index]);
            conditions += (index ? " " : "") + name;
        }
        choosing += choosing_line(rule, conditions);
        acting +=
            action_lines(rule.action, listener, " if { var(txn.rule) -m str " + rule.id + " }");
    }
    auto otherwise = rules.empty() ? "" : " if !{ var(txn.rule) -m found }";
    return acls + choosing + acting + action_lines(listener.default_action, listener, otherwise);
}

}  // namespace atlas::engines::haproxy
