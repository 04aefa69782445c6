// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "aws/elbv2/attributes.h"
#include "aws/elbv2/operations.h"

namespace atlas::aws::elbv2 {
namespace {

/// The values of an attribute that ELB allows: one of `words`, or a number from `low` to `high`
/// (if high >= low). Of these the region implements `here`; if that is empty, all numbers.
struct Allowed {
    const char* key;
    std::vector<std::string> words;
    std::vector<std::string> here;
    int low = 0;
    int high = -1;
};

const std::vector<std::string> either{"true", "false"};
const std::vector<std::string> off{"false"};

const std::vector<Allowed>& allowed_of_balancers() {
    static const std::vector<Allowed> allowed{
        {"access_logs.s3.enabled", either, off},
        {"client_keep_alive.seconds", {}, {"3600"}, 60, 604800},
        {"connection_logs.s3.enabled", either, off},
        {"deletion_protection.enabled", either, either},
        {"idle_timeout.timeout_seconds", {}, {}, 1, 4000},
        {"ipv6.deny_all_igw_traffic", either, off},
        {"load_balancing.cross_zone.enabled", {"true"}, {"true"}},
        {"routing.http.desync_mitigation_mode", {"monitor", "defensive", "strictest"}, {"defensive"}
        },
        {"routing.http.drop_invalid_header_fields.enabled", either, either},
        {"routing.http.preserve_host_header.enabled", either, either},
        {"routing.http.x_amzn_tls_version_and_cipher_suite.enabled", either, either},
        {"routing.http.xff_client_port.enabled", either, either},
        {"routing.http.xff_header_processing.mode",
         {"append", "preserve", "remove"},
         {"append", "preserve", "remove"}},
        {"routing.http2.enabled", either, either},
        {"waf.fail_open.enabled", either, off},
        {"zonal_shift.config.enabled", either, off},
    };
    return allowed;
}

const std::vector<Allowed>& allowed_of_groups() {
    static const std::vector<std::string> algorithms{
        "round_robin", "least_outstanding_requests", "weighted_random"
    };
    static const std::vector<Allowed> allowed{
        {"deregistration_delay.timeout_seconds", {}, {}, 0, 3600},
        {"load_balancing.algorithm.anomaly_mitigation", {"on", "off"}, {"off"}},
        {"load_balancing.algorithm.type", algorithms, algorithms},
        {"load_balancing.cross_zone.enabled",
         {"true", "false", "use_load_balancer_configuration"},
         {"true", "use_load_balancer_configuration"}},
        {"slow_start.duration_seconds", {}, {}, 0, 900},
        {"stickiness.enabled", either, off},
        {"target_group_health.dns_failover.minimum_healthy_targets.count", {}, {"1"}, 1, 1000},
        {"target_group_health.unhealthy_state_routing.minimum_healthy_targets.count",
         {},
         {"1"},
         1,
         1000},
    };
    return allowed;
}

bool is_number(const std::string& text, int low, int high) {
    int value = 0;
    auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
    return whole && low <= value && value <= high;
}

bool holds(const std::vector<std::string>& words, const std::string& word) {
    return std::ranges::find(words, word) != words.end();
}

Answer<> check_value(const Allowed& allowed, const std::string& value) {
    bool number = allowed.low <= allowed.high;
    bool fits = number ? is_number(value, allowed.low, allowed.high) : holds(allowed.words, value);
    if (!fits) {
        return validation_error(
            "The value '" + value + "' of attribute '" + allowed.key + "' is not valid"
        );
    }
    bool done = (number && allowed.here.empty()) || holds(allowed.here, value);
    if (done) return {};
    return AwsError{
        "InvalidConfigurationRequest",
        "The value '" + value + "' of attribute '" + allowed.key +
            "' is not available in this region",
        400,
        {}
    };
}

Answer<> check(const std::vector<Allowed>& all, const Attributes& attributes) {
    for (const auto& allowed : all) {
        auto fits = check_value(allowed, text_of(attributes, allowed.key));
        if (!fits) return fits;
    }
    return {};
}

}  // namespace

Answer<> check_balancer_attributes(const Attributes& attributes) {
    return check(allowed_of_balancers(), attributes);
}

Answer<> check_group_attributes(const Attributes& attributes) {
    if (auto fits = check(allowed_of_groups(), attributes); !fits) return fits;
    for (const char* part : {"dns_failover", "unhealthy_state_routing"}) {
        auto key =
            "target_group_health." + std::string(part) + ".minimum_healthy_targets.percentage";
        Allowed only_off{key.c_str(), {"off"}, {"off"}};
        auto value = text_of(attributes, key);
        if (is_number(value, 1, 100)) only_off.words.push_back(value);
        if (auto fits = check_value(only_off, value); !fits) return fits;
    }
    int slow_start = number_of(attributes, "slow_start.duration_seconds", 0);
    if (slow_start != 0 && slow_start < 30)
        return validation_error("Slow start must be 0 or between 30 and 900 seconds");
    bool even = text_of(attributes, "load_balancing.algorithm.type") == "round_robin";
    if (slow_start != 0 && !even)
        return validation_error("Slow start is only possible with the algorithm round_robin");
    return {};
}

}  // namespace atlas::aws::elbv2
