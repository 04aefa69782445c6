// SPDX-License-Identifier: Apache-2.0
// CreateTargetGroup, DescribeTargetGroups, ModifyTargetGroup, DeleteTargetGroup.
#include <algorithm>
#include <cctype>
#include <charconv>
#include <set>

#include "aws/elbv2/attributes.h"
#include "aws/elbv2/operations.h"
#include "aws/elbv2/page.h"
#include "aws/models/elbv2/create_target_group.h"
#include "aws/models/elbv2/delete_target_group.h"
#include "aws/models/elbv2/describe_target_groups.h"
#include "aws/models/elbv2/modify_target_group.h"
#include "base/decimal.h"

namespace atlas::aws::elbv2 {
namespace {

TargetGroup shown(const State& state, const GroupRow& row) {
    auto group = row.group;
    group.load_balancer_arns = balancers_of_group(state, row.group.target_group_arn.value_or(""));
    return group;
}

// A status code within ELB's range for health checks, 200 to 499; 0 for any other text.
int status_code(std::string_view text) {
    int code = 0;
    auto read = std::from_chars(text.data(), text.data() + text.size(), code);
    bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
    return whole && text.size() == 3 && code >= 200 && code <= 499 ? code : 0;
}

// "200", "200,202", "200-299". The text goes into HAProxy's configuration, so nothing else may
// pass.
bool is_matcher(std::string_view text) {
    for (;;) {
        auto part = text.substr(0, text.find(','));
        auto dash = part.find('-');
        int first = status_code(part.substr(0, dash));
        int last = dash == std::string_view::npos ? first : status_code(part.substr(dash + 1));
        if (first == 0 || last < first) return false;
        if (part.size() == text.size()) return true;
        text.remove_prefix(part.size() + 1);
    }
}

bool is_path(const std::string& text) {
    return text.starts_with('/') && text.size() <= 1024 &&
           std::ranges::all_of(text, [](unsigned char character) {
               return character > 0x20 && character < 0x7f && character != '"' &&
                      character != '\'' && character != '\\' && character != '#';
           });
}

bool is_port(const std::string& text) {
    if (text == "traffic-port") return true;
    auto number = parse_decimal(text);
    return number && *number >= 1 && *number <= 65535;
}

Answer<> check_health_check(const TargetGroup& group) {
    auto between = [](int value, int low, int high) { return value >= low && value <= high; };
    int interval = group.health_check_interval_seconds.value_or(30);
    int timeout = group.health_check_timeout_seconds.value_or(5);
    if (!between(interval, 5, 300)) {
        return validation_error("Health check interval must be between 5 and 300 seconds");
    }
    if (!between(timeout, 2, 120)) {
        return validation_error("Health check timeout must be between 2 and 120 seconds");
    }
    if (timeout >= interval) {
        return validation_error("Health check timeout must be smaller than the interval");
    }
    if (!between(group.healthy_threshold_count.value_or(5), 2, 10) ||
        !between(group.unhealthy_threshold_count.value_or(2), 2, 10)) {
        return validation_error("Health check thresholds must be between 2 and 10");
    }
    auto protocol = group.health_check_protocol.value_or("HTTP");
    if (protocol != "HTTP" && protocol != "HTTPS") {
        return validation_error(
            "Health check protocol '" + protocol + "' must be one of '[HTTP, HTTPS]'"
        );
    }
    if (!group.health_check_enabled.value_or(true)) {
        return validation_error(
            "Health check enabled must be true for target groups with target type '" +
            group.target_type.value_or("ip") + "'"
        );
    }
    if (!is_path(group.health_check_path.value_or("/"))) {
        return validation_error(
            "Health check path '" + *group.health_check_path + "' is not valid"
        );
    }
    if (!is_port(group.health_check_port.value_or("traffic-port"))) {
        return validation_error(
            "Health check port '" + *group.health_check_port + "' is not valid"
        );
    }
    auto matcher = group.matcher ? group.matcher->http_code.value_or("200") : "200";
    if (!is_matcher(matcher))
        return validation_error("Health check matcher HTTP code '" + matcher + "' is not valid");
    return {};
}

// Copies the settings of the health check that a CreateTargetGroup or ModifyTargetGroup request
// has.
template <typename Input>
void take_health_check(TargetGroup& group, const Input& input) {
    auto take = [](auto& to, const auto& from) {
        if (from) to = from;
    };
    take(group.health_check_protocol, input.health_check_protocol);
    take(group.health_check_port, input.health_check_port);
    take(group.health_check_path, input.health_check_path);
    take(group.health_check_enabled, input.health_check_enabled);
    take(group.health_check_interval_seconds, input.health_check_interval_seconds);
    take(group.health_check_timeout_seconds, input.health_check_timeout_seconds);
    take(group.healthy_threshold_count, input.healthy_threshold_count);
    take(group.unhealthy_threshold_count, input.unhealthy_threshold_count);
    take(group.matcher, input.matcher);
}

TargetGroup with_defaults(const CreateTargetGroupInput& input) {
    TargetGroup group;
    group.target_group_name = input.name;
    group.protocol = input.protocol;
    group.port = input.port;
    group.vpc_id = input.vpc_id;
    group.target_type = input.target_type.value_or("instance");
    group.protocol_version = "HTTP1";
    group.ip_address_type = "ipv4";
    group.health_check_protocol = "HTTP";
    group.health_check_port = "traffic-port";
    group.health_check_path = "/";
    group.health_check_enabled = true;
    group.health_check_interval_seconds = 30;
    group.health_check_timeout_seconds = 5;
    group.healthy_threshold_count = 5;
    group.unhealthy_threshold_count = 2;
    group.matcher = Matcher{"200", std::nullopt};
    take_health_check(group, input);
    return group;
}

Answer<> check_name(const std::string& name) {
    auto wrong = [&](const std::string& how) {
        return validation_error("Target group name '" + name + "' " + how);
    };
    if (name.size() > 32) return wrong("cannot be longer than '32' characters");
    auto fits = [](unsigned char character) { return std::isalnum(character) || character == '-'; };
    if (name.empty() || !std::ranges::all_of(name, fits))
        return wrong("can only contain characters that are alphanumeric characters or hyphens(-)");
    if (name.starts_with('-') || name.ends_with('-'))
        return wrong("cannot begin or end with a hyphen(-)");
    return {};
}

Answer<> check_group(const State& state, const CreateTargetGroupInput& input) {
    if (auto fits = check_name(input.name); !fits) return fits;
    if (input.target_type.value_or("instance") != "ip") {
        return validation_error("Only target groups of type ip are available in this region");
    }
    if (input.protocol != "HTTP" && input.protocol != "HTTPS") {
        return validation_error(
            "Protocol '" + input.protocol.value_or("") +
            "' is not available for target groups in this region"
        );
    }
    auto version = input.protocol_version.value_or("");
    if (!version.empty() && version != "HTTP1") {
        return validation_error("Only protocol version HTTP1 is available in this region");
    }
    if (!input.port || *input.port < 1 || *input.port > 65535)
        return validation_error("A port must be specified");
    if (!input.vpc_id) return validation_error("A VPC ID must be specified");
    for (const auto& [arn, row] : state.groups) {
        if (row.group.target_group_name != input.name) continue;
        return AwsError{
            "DuplicateTargetGroupName",
            "A target group with the same name '" + input.name +
                "' exists, but with different settings",
            400,
            {}
        };
    }
    return {};
}

Answer<CreateTargetGroupOutput> create_target_group(
    State& state, Call& call, const CreateTargetGroupInput& input
) {
    if (auto fits = check_group(state, input); !fits) return std::move(fits).error();
    GroupRow row;
    row.group = with_defaults(input);
    if (auto fits = check_health_check(row.group); !fits) return std::move(fits).error();
    row.id = call.random().hex(16);
    auto arn = make_arn(call, "targetgroup/" + input.name + "/" + row.id);
    row.group.target_group_arn = arn;
    row.attributes = group_attribute_defaults();
    row.tags = tag_map(input.tags);
    const auto& kept = state.groups.put(call.batch(), arn, std::move(row));
    CreateTargetGroupOutput output;
    output.target_groups.push_back(shown(state, kept));
    return output;
}

Answer<DescribeTargetGroupsOutput> describe_target_groups(
    State& state, Call&, const DescribeTargetGroupsInput& input
) {
    DescribeTargetGroupsOutput output;
    for (const auto& arn : input.target_group_arns) {
        auto found = find_group(state, arn);
        if (!found)
            return AwsError{"TargetGroupNotFound", "One or more target groups not found", 400, {}};
        output.target_groups.push_back(shown(state, *found.value()));
    }
    std::set<std::string> names(input.names.begin(), input.names.end());
    for (const auto& [arn, row] : state.groups) {
        if (!input.target_group_arns.empty()) break;
        auto name = row.group.target_group_name.value_or("");
        if (!input.names.empty() && !names.contains(name)) continue;
        auto group = shown(state, row);
        auto& balancers = group.load_balancer_arns;
        if (input.load_balancer_arn &&
            std::ranges::find(balancers, *input.load_balancer_arn) == balancers.end()) {
            continue;
        }
        names.erase(name);
        output.target_groups.push_back(std::move(group));
    }
    if (!names.empty())
        return AwsError{"TargetGroupNotFound", "One or more target groups not found", 400, {}};
    ATLAS_TRY(cut_page<DescribeTargetGroups>(
        input,
        page_rules(),
        output.target_groups,
        output.next_marker,
        [](const auto& group) { return group.target_group_arn.value_or(""); }
    ));
    return output;
}

Answer<ModifyTargetGroupOutput> modify_target_group(
    State& state, Call& call, const ModifyTargetGroupInput& input
) {
    auto found = find_group(state, input.target_group_arn);
    if (!found) return std::move(found).error();
    auto group = found.value()->group;
    take_health_check(group, input);
    if (auto fits = check_health_check(group); !fits) return std::move(fits).error();
    const auto& kept = state.groups.edit(call.batch(), input.target_group_arn, [&](GroupRow& row) {
        row.group = group;
    });
    wake_balancers_of_group(state, call, input.target_group_arn);
    ModifyTargetGroupOutput output;
    output.target_groups.push_back(shown(state, kept));
    return output;
}

Answer<DeleteTargetGroupOutput> delete_target_group(
    State& state, Call& call, const DeleteTargetGroupInput& input
) {
    if (!balancers_of_group(state, input.target_group_arn).empty()) {
        return AwsError{
            "ResourceInUse",
            "Target group '" + input.target_group_arn +
                "' is currently in use by a listener or a rule",
            400,
            {}
        };
    }
    state.groups.erase(call.batch(), input.target_group_arn);
    return DeleteTargetGroupOutput{};
}

}  // namespace

std::vector<Operation> target_group_operations(State& state) {
    auto by_arn = [&state](Call&, const auto& input) {
        return resources_of(state, {input.target_group_arn});
    };
    return {
        operation<CreateTargetGroup>(
            on_state(state, create_target_group),
            [](Call& call, const CreateTargetGroupInput& input) -> std::vector<Resource> {
                return {{make_arn(call, "targetgroup/" + input.name + "/*"), {}, ""}};
            }
        ),
        operation<DescribeTargetGroups>(on_state(state, describe_target_groups)),
        operation<ModifyTargetGroup>(on_state(state, modify_target_group), by_arn),
        operation<DeleteTargetGroup>(on_state(state, delete_target_group), by_arn),
    };
}

}  // namespace atlas::aws::elbv2
