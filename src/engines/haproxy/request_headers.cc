// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/request_headers.h"

namespace atlas::engines::haproxy {
namespace {

std::string set(const std::string& name, const std::string& format) {
    return "    http-request set-header " + name + " " + format + "\n";
}

// ELB keeps one header and adds to its list; `option forwardfor` would add a second header.
std::string forwarded_for_lines(const RequestHeaders& headers) {
    using ForwardedFor = RequestHeaders::ForwardedFor;
    if (headers.forwarded_for == ForwardedFor::preserve) return "";
    if (headers.forwarded_for == ForwardedFor::remove)
        return "    http-request del-header X-Forwarded-For\n";
    std::string client = headers.client_port ? "%[src]:%[src_port]" : "%[src]";
    return "    http-request set-var(txn.forwarded) req.fhdr(X-Forwarded-For)\n" +
           set("X-Forwarded-For", client + " unless { var(txn.forwarded) -m found }") +
           set("X-Forwarded-For",
               "'%[var(txn.forwarded)], " + client + "' if { var(txn.forwarded) -m found }");
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
    return text + set("X-Amzn-Trace-Id",
                      "Root=1-%[date,hex,bytes(8,8),lower]-%[uuid,bytes(0,8)]"
                      "%[uuid,bytes(24,12)]%[uuid,bytes(9,4)] "
                      "unless { req.hdr(X-Amzn-Trace-Id) -m found }");
}

}  // namespace atlas::engines::haproxy
