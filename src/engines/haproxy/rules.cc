// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/rules.h"

#include <algorithm>

namespace atlas::engines::haproxy {
namespace {

bool has_wildcard(const std::string& value) {
    return value.find_first_of("*?") != std::string::npos;
}

// One ACL a rule and condition: several `acl` lines of one name are alternatives.
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
                (wild ? " -m reg " : " -m str ") + quoted(wild ? pattern_regex(value) : value) +
                "\n";
    }
    return text;
}

std::string unanchored(const std::string& pattern) {
    auto regex = pattern_regex(pattern);
    return regex.substr(1, regex.size() - 2);
}

std::string query_lines(const std::string& name, const std::vector<std::string>& values) {
    std::string text;
    for (const auto& value : values) {
        auto equals = value.find('=');
        if (equals == std::string::npos) {
            text += "    acl " + name + " query -m reg -i " +
                    quoted("(^|&)[^=&]*=" + unanchored(value) + "(&|$)") + "\n";
            continue;
        }
        auto fetch = "url_param(" + value.substr(0, equals) + ")";
        text += value_lines(name, fetch, {value.substr(equals + 1)}, true);
    }
    return text;
}

std::string condition_lines(const std::string& name, const Condition& condition) {
    switch (condition.field) {
        case Condition::Field::host_header:
            return value_lines(name, "req.hdr(host),field(1,:)", condition.values, true);
        case Condition::Field::path_pattern:
            return value_lines(name, "path", condition.values, false);
        case Condition::Field::http_header:
            return value_lines(name, "req.fhdr(" + condition.header + ")", condition.values, true);
        case Condition::Field::method:
            return value_lines(name, "method", condition.values, false);
        case Condition::Field::query:
            return query_lines(name, condition.values);
        case Condition::Field::source_ip: {
            std::string text;
            for (const auto& value : condition.values)
                text += "    acl " + name + " src " + value + "\n";
            return text;
        }
    }
    return "";
}

std::string with_fields(std::string text) {
    // The path of ELB's #{path} has no leading slash; HAProxy's has.
    const std::pair<std::string, std::string> fields[] = {
        {"/#{path}", "%[path]"},
        {"#{path}", "%[path,regsub(^/,)]"},
        {"#{host}", "%[req.hdr(host),field(1,:)]"},
        {"#{query}", "%[query]"},
    };
    for (const auto& [field, fetch] : fields) {
        for (auto at = text.find(field); at != std::string::npos;
             at = text.find(field, at + fetch.size())) {
            text.replace(at, field.size(), fetch);
        }
    }
    return text;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return text;
}

std::string redirect_line(
    const Redirect& redirect, const Listener& listener, const std::string& when
) {
    auto protocol = redirect.protocol == "#{protocol}" ? (listener.tls ? "https" : "http")
                                                       : lower(redirect.protocol);
    auto port = redirect.port == "#{port}" ? std::to_string(listener.port) : redirect.port;
    bool usual = (protocol == "https" && port == "443") || (protocol == "http" && port == "80");
    auto location = protocol + "://" + with_fields(redirect.host) + (usual ? "" : ":" + port) +
                    with_fields(redirect.path);
    auto code = " code " + std::to_string(redirect.status);
    if (redirect.query.empty())
        return "    http-request redirect location " + location + code + when + "\n";
    auto queried = location + "?" + with_fields(redirect.query);
    if (redirect.query != "#{query}")
        return "    http-request redirect location " + queried + code + when + "\n";
    // Without a query of its own a request must not be sent on with a lone '?'.
    auto joined = when.empty() ? " if" : when;
    return "    http-request redirect location " + queried + code + joined +
           " { query -m found }\n" + "    http-request redirect location " + location + code +
           when + "\n";
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

// Weights: a random number of 0 … total-1 falls into one group's share.
std::string forward_lines(const Forward& forward, const std::string& when) {
    int total = 0;
    for (const auto& [group, weight] : forward.groups)
        total += weight;
    if (total == 0) return "    http-request return status 503" + when + "\n";
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

// http-request rules all run before any use_backend, so a forward of a higher priority must keep
// later redirects and fixed responses away: the first rule that matches is named in a variable.
std::string choosing_line(const Rule& rule, const std::string& conditions) {
    return "    http-request set-var(txn.rule) str(" + rule.id +
           ") if !{ var(txn.rule) -m found } " + conditions + "\n";
}

}  // namespace

std::string pattern_regex(const std::string& pattern) {
    std::string regex = "^";
    for (char character : pattern) {
        if (character == '*') {
            regex += ".*";
        } else if (character == '?') {
            regex += '.';
        } else {
            if (std::string_view(R"(\.^$|()[]{}+)").contains(character)) regex += '\\';
            regex += character;
        }
    }
    return regex + "$";
}

std::string quoted(const std::string& text) {
    std::string word = "'";
    for (char character : text) {
        if (character == '\'') {
            word += R"('\'')";
        } else if (character == '\n' || character == '\r') {
            word += ' ';
        } else {
            word += character;
        }
    }
    return word + "'";
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
