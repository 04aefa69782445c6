// SPDX-License-Identifier: Apache-2.0
#include "net/client.h"

#include <array>
#include <span>

#include "net/client_stream.h"
#include "net/message_reader.h"

namespace atlas::net {
namespace {

struct Url {
    bool tls = false;
    std::string authority;  // as written, for the Host header
    std::string host;
    std::string port;
    std::string target;
};

Result<Url> parse_url(std::string_view text) {
    const Error refused(ErrorCode::invalid_argument, "not an http(s) URL: " + std::string(text));
    Url url;
    if (text.starts_with("https://")) {
        url.tls = true;
        text.remove_prefix(8);
    } else if (text.starts_with("http://")) {
        text.remove_prefix(7);
    } else {
        return refused;
    }
    const auto end = std::min(text.find_first_of("/?#"), text.size());
    url.authority = text.substr(0, end);
    url.target = text.substr(end, text.find('#') - end);
    if (!url.target.starts_with('/')) url.target.insert(0, "/");
    std::string_view authority = url.authority;
    // Credentials in a URL are not supported.
    if (authority.contains('@')) return refused;
    // "[::1]:80": the last colon outside of brackets separates host and port.
    const auto bracket = authority.rfind(']');
    const auto colon = authority.rfind(':');
    const bool has_port = colon != authority.npos && (bracket == authority.npos || colon > bracket);
    url.port = has_port ? std::string(authority.substr(colon + 1)) : url.tls ? "443" : "80";
    url.host = authority.substr(0, has_port ? colon : authority.npos);
    if (url.host.starts_with('[')) url.host = url.host.substr(1, url.host.size() - 2);
    const bool digits = url.port.find_first_not_of("0123456789") == std::string::npos;
    const bool clean = url.target.find_first_of(" \r\n\t") == std::string::npos;
    if (url.host.empty() || url.port.empty() || !digits || !clean) return refused;
    return url;
}

DialTarget target_of(const Url& url, const ClientOptions& options) {
    DialTarget target{
        .host = url.host,
        .port = url.port,
        .unix_path = {},
        .tls = url.tls,
        .server_name = url.host,
        .ca_file = options.ca_file,
    };
    const auto& instead = options.connect_to;
    if (instead.starts_with("unix:")) {
        target.unix_path = instead.substr(5);
    } else if (const auto colon = instead.rfind(':'); colon != instead.npos) {
        target.host = instead.substr(0, colon);
        target.port = instead.substr(colon + 1);
        if (target.host.starts_with('['))
            target.host = target.host.substr(1, target.host.size() - 2);
    }
    return target;
}

std::string head_of(const Url& url, const Request& request) {
    std::string head = request.method + " " + url.target + " HTTP/1.1\r\n";
    if (!request.headers.find("Host")) head += "Host: " + url.authority + "\r\n";
    for (const auto& [name, value] : request.headers) {
        if (same_name(name, "content-length") || same_name(name, "connection")) continue;
        head += name + ": " + value + "\r\n";
    }
    // Methods that expect a body need a length even for an empty one (RFC 9110 §8.6).
    const bool may_be_bare = request.method == "GET" || request.method == "HEAD";
    if (!request.body.empty() || !may_be_bare)
        head += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    return head + "Connection: close\r\n\r\n";
}

/// A response that the final one follows (RFC 9110, section 15.2). 101 is a final one.
bool is_interim(int status) {
    return status >= 100 && status < 200 && status != 101;
}

/// Reads one response, interim or final. `pending` holds what was received and not yet read.
Result<> read_one(
    ClientStream& stream, MessageReader& reader, std::string& pending, std::span<char> piece
) {
    while (true) {
        pending.erase(0, reader.take(pending));
        if (reader.done()) return {};
        if (!reader.refusal()) {
            const auto got = ATLAS_TRY(stream.read(piece.data(), piece.size()));
            if (got == 0) reader.take_end();
            pending.append(piece.data(), got);
        }
        if (reader.done()) return {};
        if (!reader.refusal()) continue;
        if (*reader.refusal() == Refusal::body_too_large)
            return Error(ErrorCode::exhausted, "the response is larger than allowed");
        return Error(ErrorCode::unavailable, "the response is broken or cut short");
    }
}

Result<Response> read_response(ClientStream& stream, bool to_head, const ClientOptions& options) {
    auto reader = MessageReader::of_response({.body_bytes_max = options.body_bytes_max}, to_head);
    std::string pending;
    std::array<char, 32 << 10> piece;
    ATLAS_TRY(read_one(stream, *reader, pending, piece));
    while (is_interim(reader->response.status)) {
        reader->restart();
        ATLAS_TRY(read_one(stream, *reader, pending, piece));
    }
    return std::move(reader->response);
}

}  // namespace

Result<Response> fetch(
    const std::string& url_text, const Request& request, const ClientOptions& options
) {
    const auto url = ATLAS_TRY(parse_url(url_text));
    const auto doing = request.method + " " + url_text;
    const Deadline deadline{std::chrono::steady_clock::now() + options.timeout, options.given_up};
    auto dialled = dial(target_of(url, options), deadline).during(doing);
    auto stream = ATLAS_TRY(std::move(dialled));
    // A server that refuses the request early may respond and close before it has read everything,
    // so a failure to send counts only if there is no response.
    auto sent = stream->write(head_of(url, request));
    if (sent) sent = stream->write(request.body);
    auto response = read_response(*stream, request.method == "HEAD", options);
    if (!response && !sent) return std::move(sent).error().during(doing);
    return std::move(response).during(doing);
}

}  // namespace atlas::net
