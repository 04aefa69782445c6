// SPDX-License-Identifier: Apache-2.0
#include "aws/elbv2/attributes.h"

#include <charconv>

namespace atlas::aws::elbv2 {

const Attributes& balancer_attribute_defaults() {
    static const Attributes defaults{
        {"access_logs.s3.bucket", ""},
        {"access_logs.s3.enabled", "false"},
        {"access_logs.s3.prefix", ""},
        {"client_keep_alive.seconds", "3600"},
        {"connection_logs.s3.bucket", ""},
        {"connection_logs.s3.enabled", "false"},
        {"connection_logs.s3.prefix", ""},
        {"deletion_protection.enabled", "false"},
        {"idle_timeout.timeout_seconds", "60"},
        {"ipv6.deny_all_igw_traffic", "false"},
        {"load_balancing.cross_zone.enabled", "true"},
        {"routing.http.desync_mitigation_mode", "defensive"},
        {"routing.http.drop_invalid_header_fields.enabled", "false"},
        {"routing.http.preserve_host_header.enabled", "false"},
        {"routing.http.x_amzn_tls_version_and_cipher_suite.enabled", "false"},
        {"routing.http.xff_client_port.enabled", "false"},
        {"routing.http.xff_header_processing.mode", "append"},
        {"routing.http2.enabled", "true"},
        {"waf.fail_open.enabled", "false"},
        {"zonal_shift.config.enabled", "false"},
    };
    return defaults;
}

const Attributes& group_attribute_defaults() {
    static const Attributes defaults{
        {"deregistration_delay.timeout_seconds", "300"},
        {"load_balancing.algorithm.anomaly_mitigation", "off"},
        {"load_balancing.algorithm.type", "round_robin"},
        {"load_balancing.cross_zone.enabled", "use_load_balancer_configuration"},
        {"slow_start.duration_seconds", "0"},
        {"stickiness.app_cookie.cookie_name", ""},
        {"stickiness.app_cookie.duration_seconds", "86400"},
        {"stickiness.enabled", "false"},
        {"stickiness.lb_cookie.duration_seconds", "86400"},
        {"stickiness.type", "lb_cookie"},
        {"target_group_health.dns_failover.minimum_healthy_targets.count", "1"},
        {"target_group_health.dns_failover.minimum_healthy_targets.percentage", "off"},
        {"target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", "1"},
        {"target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage", "off"},
    };
    return defaults;
}

const Attributes& listener_attribute_defaults() {
    static const Attributes defaults{
        {"routing.http.response.access_control_allow_credentials.header_value", ""},
        {"routing.http.response.access_control_allow_headers.header_value", ""},
        {"routing.http.response.access_control_allow_methods.header_value", ""},
        {"routing.http.response.access_control_allow_origin.header_value", ""},
        {"routing.http.response.access_control_expose_headers.header_value", ""},
        {"routing.http.response.access_control_max_age.header_value", ""},
        {"routing.http.response.content_security_policy.header_value", ""},
        {"routing.http.response.server.enabled", "true"},
        {"routing.http.response.strict_transport_security.header_value", ""},
        {"routing.http.response.x_content_type_options.header_value", ""},
        {"routing.http.response.x_frame_options.header_value", ""},
    };
    return defaults;
}

int number_of(const Attributes& attributes, const std::string& key, int otherwise) {
    auto found = attributes.find(key);
    if (found == attributes.end()) return otherwise;
    int value = otherwise;
    std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
    return value;
}

std::string text_of(const Attributes& attributes, const std::string& key) {
    auto found = attributes.find(key);
    return found == attributes.end() ? "" : found->second;
}

bool is_true(const Attributes& attributes, const std::string& key) {
    auto found = attributes.find(key);
    return found != attributes.end() && found->second == "true";
}

}  // namespace atlas::aws::elbv2
