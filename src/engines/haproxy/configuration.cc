// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/configuration.h"

#include <algorithm>

#include "engines/haproxy/argument.h"
#include "engines/haproxy/own_answers.h"
#include "engines/haproxy/request_headers.h"
#include "engines/haproxy/rules.h"

namespace atlas::engines::haproxy {
namespace {

// The check interval of a target that has not been healthy yet, whatever its group's interval: a
// task that has just become ready need not wait for the next check.
constexpr std::chrono::milliseconds initial_interval{250};
// Never reached, so that HAProxy does not bring such a server up by itself. It also identifies
// initial servers.
constexpr int initial_rise = 1'000'000;

// A buffer holds a whole head and what the balancer adds. The number of buffers is limited too
// (tune.buffers.limit), so that clients that send large heads slowly cost at most 370 MB.
constexpr int rewrite_bytes = 8 << 10;
constexpr int buffer_bytes = request_head_bytes_max + request_line_bytes_max + rewrite_bytes;

// Socket paths are those inside the sandbox for every reader: a path is limited to 97 characters,
// and a check opens none.
std::string global_section(const Reader& reader) {
    std::string inside = engine_directory;
    auto admin =
        reader.descriptors ? "\"${" + std::string(admin_variable) + "}\"" : inside + "/admin.sock";
    return "global\n"
           "    master-worker\n"
           "    maxconn 8192\n"
           "    log " +
           inside +
           "/events.sock len 1024 format raw local0 notice\n"
           "    stats socket " +
           admin +
           " mode 600 level admin\n"
           "    server-state-file " +
           inside +
           "/servers.state\n"
           "    max-spread-checks 250ms\n"
           "    tune.bufsize " +
           std::to_string(buffer_bytes) + "\n    tune.maxrewrite " + std::to_string(rewrite_bytes) +
           "\n    tune.http.maxhdr 1000\n"
           "    tune.buffers.limit 4096\n"
           "    hard-stop-after " +
           std::to_string(drain_max.count()) +
           "s\n"
           "    tune.ssl.default-dh-param 2048\n"
           "    ssl-default-bind-ciphers ECDHE+AESGCM:ECDHE+CHACHA20\n"
           "\n";
}

std::string defaults_section(const Balancer& balancer) {
    auto idle = std::to_string(balancer.idle_timeout.count());
    return "defaults\n"
           "    mode http\n"
           "    log global\n"
           "    option dontlog-normal\n"
           "    option log-health-checks\n"
           "    option redispatch 1\n"
           "    option allbackups\n"
           "    option http-keep-alive\n"
           "    retries 1\n"
           "    load-server-state-from-file global\n"
           "    timeout connect " +
           std::to_string(connect_timeout_ms / 2) +
           "ms\n"
           "    timeout client " +
           idle +
           "s\n"
           "    timeout server " +
           idle +
           "s\n"
           "    timeout http-request 60s\n"
           "    timeout tunnel 1h\n" +
           error_lines() + "\n";
}

std::string bind_words(const Listener& listener, bool http2, const std::string& directory) {
    if (!listener.tls) return "";
    return " ssl crt-list " + directory + "/crt-" + listener.id + ".list ssl-min-ver " +
           listener.tls_min + " alpn " + (http2 ? "h2,http/1.1" : "http/1.1");
}

std::string frontend(const Balancer& balancer, std::size_t index, const Reader& reader) {
    const auto& listener = balancer.listeners[index];
    auto words = bind_words(listener, balancer.http2, reader.directory);
    std::string text = "frontend " + listener.id + "\n";
    if (!balancer.public_address.empty() && reader.descriptors) {
        text += "    bind fd@" + std::to_string(3 + index) + words + "\n";
    }
    for (const auto& address : balancer.addresses) {
        text += "    bind " + address + ":" + std::to_string(listener.port) + words + "\n";
    }
    return text + request_limit_lines() + header_lines(balancer.headers, listener) +
           rule_lines(listener) + "\n";
}

std::string algorithm_word(TargetGroup::Algorithm algorithm) {
    switch (algorithm) {
        case TargetGroup::Algorithm::round_robin:
            return "roundrobin";
        case TargetGroup::Algorithm::least_outstanding:
            return "leastconn";
        case TargetGroup::Algorithm::random:
            return "random";
    }
    return "roundrobin";
}

std::string backend(const TargetGroup& group) {
    const auto& check = group.health_check;
    std::string text = "backend " + group.id + "\n";
    text += "    balance " + algorithm_word(group.algorithm) + "\n";
    text += "    option httpchk\n";
    text += "    http-check send meth GET uri " + quoted(check.path) +
            " ver HTTP/1.1 hdr Host \"%[bc_dst]:%[bc_dst_port]\""
            " hdr User-Agent ELB-HealthChecker/2.0 hdr Connection close\n";
    text += "    http-check expect status " + quoted(check.matcher) + "\n";
    text += "    timeout check " + std::to_string(check.timeout.count()) + "s\n";
    text += failed_target_lines();
    for (const auto& target : group.targets) {
        if (target.draining) continue;  // It has no connections after a restart.
        auto name = server_name(target);
        text += "    server " + name + " " + server_words(group, target, Checks::steady) + "\n";
        text += "    server " + name + std::string(open_suffix) + " " +
                server_words(group, target, Checks::none) + "\n";
    }
    return text + "\n";
}

}  // namespace

std::string server_name(const Target& target) {
    auto name = "t-" + target.address + "-" + std::to_string(target.port);
    std::ranges::replace(name, '.', '-');
    return name;
}

std::string server_words(const TargetGroup& group, const Target& target, Checks checks) {
    const auto& check = group.health_check;
    std::string words = target.address + ":" + std::to_string(target.port);
    if (group.tls) words += " ssl verify none";
    if (checks == Checks::none) return words + " backup";
    words += " check";
    if (check.port != 0) words += " port " + std::to_string(check.port);
    auto interval = std::chrono::milliseconds(check.interval);
    bool initial = checks == Checks::initial;
    if (initial) interval = std::min(interval, initial_interval);
    words += " inter " + std::to_string(interval.count()) + "ms rise " +
             std::to_string(initial ? initial_rise : check.healthy_threshold) + " fall " +
             std::to_string(check.unhealthy_threshold);
    if (group.slow_start.count() > 0) {
        words += " slowstart " + std::to_string(group.slow_start.count()) + "s";
    }
    return words;
}

bool is_initial(const ServerStatus& status) {
    return status.rise == initial_rise;
}

std::map<std::string, ServerStatus> targets_of(std::map<std::string, ServerStatus> servers) {
    std::map<std::string, ServerStatus> targets;
    for (auto& [name, status] : servers) {
        if (name.ends_with(open_suffix)) continue;
        auto spare = servers.find(name + std::string(open_suffix));
        if (spare != servers.end()) {
            status.sessions += spare->second.sessions;
            // Both are set to drain in one command, and the spare always shows it, because no check
            // takes it down.
            status.draining |= spare->second.draining;
        }
        targets[name] = std::move(status);
    }
    return targets;
}

std::map<std::string, std::string> configuration_files(
    const Balancer& balancer, const Reader& reader
) {
    std::map<std::string, std::string> files;
    std::string text = global_section(reader) + defaults_section(balancer);
    for (std::size_t index = 0; index < balancer.listeners.size(); ++index) {
        text += frontend(balancer, index, reader);
        const auto& listener = balancer.listeners[index];
        if (!listener.tls) continue;
        auto& list = files["crt-" + listener.id + ".list"];
        for (const auto& certificate : listener.certificates) {
            files["certs/" + certificate.id + ".pem"] = certificate.pem;
            list += reader.directory + "/certs/" + certificate.id + ".pem\n";
        }
    }
    for (const auto& group : balancer.groups)
        text += backend(group);
    files["haproxy.cfg"] = std::move(text);
    return files;
}

}  // namespace atlas::engines::haproxy
