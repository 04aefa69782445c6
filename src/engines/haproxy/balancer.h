// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

/// The desired state of one Application Load Balancer, in ELB's terms. It is the input of `Engine`.
namespace atlas::engines::haproxy {

/// A member of a target group: an address and port in the VPC.
struct Target {
    std::string address;
    std::uint16_t port = 0;
    bool draining = false;  // finishes its requests, gets no new ones
    bool operator==(const Target&) const = default;
};

/// A target group's health check, with ELB's defaults.
struct HealthCheck {
    std::string path = "/";
    std::uint16_t port = 0;  // 0 = the traffic port
    std::chrono::seconds interval{30};
    std::chrono::seconds timeout{5};
    int healthy_threshold = 5;
    int unhealthy_threshold = 2;
    std::string matcher = "200";  // "200", "200,202", "200-299"
    bool operator==(const HealthCheck&) const = default;
};

/// One backend of HAProxy.
struct TargetGroup {
    std::string id;    // [a-z0-9-], unique in the balancer
    bool tls = false;  // HTTPS to the targets; like ELB it does not verify their certificates
    HealthCheck health_check;
    std::chrono::seconds slow_start{0};
    /// round_robin, least_outstanding_requests, weighted_random
    enum class Algorithm : std::uint8_t { round_robin, least_outstanding, random };
    Algorithm algorithm = Algorithm::round_robin;
    std::vector<Target> targets;
    bool operator==(const TargetGroup&) const = default;
};

/// A condition holds if any of its values matches. `*` and `?` are wildcards. All conditions of a
/// rule must hold.
struct Condition {
    enum class Field : std::uint8_t {
        host_header,
        path_pattern,
        http_header,
        method,
        query,
        source_ip
    };
    Field field = Field::host_header;
    std::string header;               // header name, for http_header
    std::vector<std::string> values;  // for query: "key=value", or "value" of any key
    bool operator==(const Condition&) const = default;
};

/// Sends requests to target groups in proportion to their weights.
struct Forward {
    /// Target groups and weights; the answer is 503 if all weights are zero or there is no group.
    std::vector<std::pair<std::string, int>> groups;
    bool operator==(const Forward&) const = default;
};
/// Parts may contain #{protocol}, #{host}, #{port}, #{path}, #{query}.
struct Redirect {
    std::string protocol = "#{protocol}";
    std::string host = "#{host}";
    std::string port = "#{port}";
    std::string path = "/#{path}";
    std::string query = "#{query}";
    int status = 302;
    bool operator==(const Redirect&) const = default;
};
/// Answers without a target.
struct FixedResponse {
    int status = 200;
    std::string content_type;
    std::string body;
    bool operator==(const FixedResponse&) const = default;
};
using Action = std::variant<Forward, Redirect, FixedResponse>;

/// A listener rule; the matching rule with the lowest priority number applies.
struct Rule {
    std::string id;  // [a-z0-9]
    int priority = 0;
    std::vector<Condition> conditions;
    Action action;
    bool operator==(const Rule&) const = default;
};

/// A server certificate of a TLS listener.
struct Certificate {
    std::string id;   // [a-z0-9-], the file's name
    std::string pem;  // chain and key
    bool operator==(const Certificate&) const = default;
};

/// One port of the balancer; one frontend of HAProxy.
struct Listener {
    std::string id;  // [a-z0-9]
    std::uint16_t port = 0;
    bool tls = false;
    std::string tls_min = "TLSv1.2";
    std::vector<Certificate> certificates;  // the first is the default
    std::vector<Rule> rules;                // in any order
    Action default_action;
    bool operator==(const Listener&) const = default;
};

/// Request headers that tell targets about the client and the listener.
struct RequestHeaders {
    /// Handling of X-Forwarded-For.
    enum class ForwardedFor : std::uint8_t { append, preserve, remove };
    ForwardedFor forwarded_for = ForwardedFor::append;
    bool client_port = false;  // X-Forwarded-For includes the client's port
    /// If false, a listener port other than 80 (HTTP) or 443 (HTTPS) is added to Host.
    bool preserve_host = false;
    bool drop_invalid = false;  // drop headers whose name has other characters than [-A-Za-z0-9]
    bool tls_details = false;   // add X-Amzn-TLS-Version, X-Amzn-TLS-Cipher-Suite
    bool operator==(const RequestHeaders&) const = default;
};

/// Ids are already valid names for files and for HAProxy.
struct Balancer {
    std::string id;                      // [a-z0-9-], unique in the region
    std::vector<std::string> addresses;  // of its interfaces, eth0 first
    std::string public_address;          // 127.77.x.y, or empty for an internal one
    std::chrono::seconds idle_timeout{60};
    RequestHeaders headers;
    bool http2 = true;
    std::vector<Listener> listeners;
    std::vector<TargetGroup> groups;
    bool operator==(const Balancer&) const = default;
};

/// The name of a target within its group's backend: "t-10-0-11-23-8080".
std::string server_name(const Target& target);

}  // namespace atlas::engines::haproxy
