// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/request_headers.h"

namespace atlas::engines::haproxy {
namespace {

std::string set(const std::string& name, const std::string& format) {
    return "    http-request set-header " + name + " " + format + "\n";
}

// A single line of the client is extended, as ELB does. Several lines stay as they are and the
// balancer adds the last one: HAProxy cannot join them, and a list header may have several lines.
std::string forwarded_for_lines(const RequestHeaders& headers) {
    using ForwardedFor = RequestHeaders::ForwardedFor;
    if (headers.forwarded_for == ForwardedFor::preserve) return "";
    if (headers.forwarded_for == ForwardedFor::remove)
        return "    http-request del-header X-Forwarded-For\n";
    std::string client = headers.client_port ? "%[src]:%[src_port]" : "%[src]";
    std::string lines = "{ req.fhdr_cnt(X-Forwarded-For) ";
    return "    http-request set-var(txn.forwarded) req.fhdr(X-Forwarded-For) if " + lines +
           "eq 1 }\n    http-request add-header X-Forwarded-For " + client +
           " unless { var(txn.forwarded) -m found }\n" +
           set("X-Forwarded-For",
               "'%[var(txn.forwarded)], " + client + "' if { var(txn.forwarded) -m found }");
}

// Source: "Request tracing for your Application Load Balancer". A trace with a Root gets a Self of
// this balancer; otherwise the balancer adds a Root.
std::string trace_lines() {
    const std::string id =
        "1-%[date,hex,bytes(8,8),lower]-%[uuid,bytes(0,8)]%[uuid,bytes(24,12)]%[uuid,bytes(9,4)]";
    const std::string header = "X-Amzn-Trace-Id";
    return "    http-request set-var(txn.trace) req.fhdr(" + header + ")\n" +
           set(header, "Root=" + id + " unless { var(txn.trace) -m found }") +
           set(header,
               "'Self=" + id +
                   ";%[var(txn.trace),regsub(Self=[^;]*;?,)]' if { var(txn.trace) -m sub Root= }") +
           set(header,
               "'Root=" + id +
                   ";%[var(txn.trace)]' if { var(txn.trace) -m found } "
                   "!{ var(txn.trace) -m sub Root= }");
}

std::string host_line(const Listener& listener) {
    bool usual = listener.port == (listener.tls ? 443 : 80);
    if (usual) return "";
    return set(
        "Host",
        "%[req.hdr(host)]:" + std::to_string(listener.port) +
            " if { req.hdr(host) -m found } !{ req.hdr(host) -m sub : }"
    );
}

}  // namespace

std::string header_lines(const RequestHeaders& headers, const Listener& listener) {
    std::string text;
    if (headers.drop_invalid) text += "    http-request del-header [^A-Za-z0-9-] -m reg\n";
    text += forwarded_for_lines(headers);
    text += set("X-Forwarded-Proto", listener.tls ? "https" : "http");
    text += set("X-Forwarded-Port", std::to_string(listener.port));
    if (!headers.preserve_host) text += host_line(listener);
    if (headers.tls_details && listener.tls) {
        text += set("X-Amzn-TLS-Version", "%[ssl_fc_protocol]");
        text += set("X-Amzn-TLS-Cipher-Suite", "%[ssl_fc_cipher]");
    }
    return text + trace_lines();
}

}  // namespace atlas::engines::haproxy
