// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/configuration.h"

#include <algorithm>

#include "engines/haproxy/rules.h"

namespace atlas::engines::haproxy {
namespace {

// While a target's state is changing it is looked at this often, whatever its interval: a task that
// has just become ready need not wait for the next round.
constexpr std::chrono::milliseconds changing_interval{250};

std::string global_section() {
    return "global\n"
           "    master-worker\n"
           "    maxconn 8192\n"
           "    log /run/engine/events.sock len 1024 format raw local0 notice\n"
           "    stats socket /run/engine/admin.sock mode 600 level admin\n"
           "    server-state-file /run/engine/servers.state\n"
           "    hard-stop-after 60s\n"
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
           "    option redispatch 1\n"
           "    option http-keep-alive\n"
           "    option forwardfor\n"
           "    retries 2\n"
           "    load-server-state-from-file global\n"
           "    timeout connect 5s\n"
           "    timeout client " +
           idle +
           "s\n"
           "    timeout server " +
           idle +
           "s\n"
           "    timeout http-request 60s\n"
           "    timeout tunnel 1h\n"
           "\n";
}

std::string bind_words(const Listener& listener, bool http2) {
    if (!listener.tls) return "";
    return " ssl crt-list /run/engine/crt-" + listener.id + ".list ssl-min-ver " +
           listener.tls_min + " alpn " + (http2 ? "h2,http/1.1" : "http/1.1");
}

std::string frontend(const Balancer& balancer, std::size_t index) {
    const auto& listener = balancer.listeners[index];
    auto words = bind_words(listener, balancer.http2);
    std::string text = "frontend " + listener.id + "\n";
    if (!balancer.public_address.empty()) {
        text += "    bind fd@" + std::to_string(3 + index) + words + "\n";
    }
    for (const auto& address : balancer.addresses) {
        text += "    bind " + address + ":" + std::to_string(listener.port) + words + "\n";
    }
    if (balancer.drop_invalid_header_fields) {
        text += "    http-request del-header [^A-Za-z0-9-] -m reg\n";
    }
    text += std::string("    http-request set-header X-Forwarded-Proto ") +
            (listener.tls ? "https" : "http") + "\n";
    text += "    http-request set-header X-Forwarded-Port " + std::to_string(listener.port) + "\n";
    text +=
        "    http-request set-header X-Amzn-Trace-Id "
        "Root=1-%[date,hex,bytes(8,8),lower]-%[uuid,bytes(0,8)]"
        "%[uuid,bytes(24,12)]%[uuid,bytes(9,4)] unless { req.hdr(X-Amzn-Trace-Id) -m found }\n";
    return text + rule_lines(listener) + "\n";
}

std::string matcher_words(const std::string& matcher) {
    return "status " + matcher;
}

std::string backend(const TargetGroup& group) {
    const auto& check = group.health_check;
    std::string text = "backend " + group.id + "\n";
    text += "    balance roundrobin\n";
    text += "    option httpchk\n";
    text +=
        "    http-check send meth GET uri " + check.path +
        " ver HTTP/1.1 hdr Host target hdr User-Agent ELB-HealthChecker/2.0 hdr Connection close\n";
    text += "    http-check expect " + matcher_words(check.matcher) + "\n";
    text += "    timeout check " + std::to_string(check.timeout.count()) + "s\n";
    for (const auto& target : group.targets) {
        if (target.draining) continue;  // After a restart it has no connections left to finish.
        text += "    server " + server_name(target) + " " + server_words(group, target) + "\n";
    }
    return text + "\n";
}

}  // namespace

std::string server_name(const Target& target) {
    auto name = "t-" + target.address + "-" + std::to_string(target.port);
    std::ranges::replace(name, '.', '-');
    return name;
}

std::string server_words(const TargetGroup& group, const Target& target) {
    const auto& check = group.health_check;
    auto changing = std::to_string(
        std::min<std::chrono::milliseconds>(changing_interval, check.interval).count()
    );
    std::string words = target.address + ":" + std::to_string(target.port) + " check";
    if (check.port != 0) words += " port " + std::to_string(check.port);
    if (group.tls) words += " ssl verify none";
    words += " inter " + std::to_string(check.interval.count()) + "s fastinter " + changing +
             "ms downinter " + changing + "ms";
    words += " rise " + std::to_string(check.healthy_threshold) + " fall " +
             std::to_string(check.unhealthy_threshold);
    if (group.slow_start.count() > 0) {
        words += " slowstart " + std::to_string(group.slow_start.count()) + "s";
    }
    return words;
}

std::map<std::string, std::string> configuration_files(const Balancer& balancer) {
    std::map<std::string, std::string> files;
    std::string text = global_section() + defaults_section(balancer);
    for (std::size_t index = 0; index < balancer.listeners.size(); ++index) {
        text += frontend(balancer, index);
        const auto& listener = balancer.listeners[index];
        if (!listener.tls) continue;
        auto& list = files["crt-" + listener.id + ".list"];
        for (const auto& certificate : listener.certificates) {
            files["certs/" + certificate.id + ".pem"] = certificate.pem;
            list += "/run/engine/certs/" + certificate.id + ".pem\n";
        }
    }
    for (const auto& group : balancer.groups)
        text += backend(group);
    files["haproxy.cfg"] = std::move(text);
    return files;
}

}  // namespace atlas::engines::haproxy
