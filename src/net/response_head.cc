// SPDX-License-Identifier: Apache-2.0
#include "net/response_head.h"

#include <array>

namespace atlas::net {
namespace {

struct Reason {
    int status;
    std::string_view text;
};

constexpr std::array reasons = {
    Reason{100, "Continue"},
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{204, "No Content"},
    Reason{206, "Partial Content"},
    Reason{207, "Multi-Status"},
    Reason{301, "Moved Permanently"},
    Reason{302, "Found"},
    Reason{303, "See Other"},
    Reason{304, "Not Modified"},
    Reason{307, "Temporary Redirect"},
    Reason{308, "Permanent Redirect"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{411, "Length Required"},
    Reason{412, "Precondition Failed"},
    Reason{413, "Content Too Large"},
    Reason{415, "Unsupported Media Type"},
    Reason{416, "Range Not Satisfiable"},
    Reason{422, "Unprocessable Content"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{502, "Bad Gateway"},
    Reason{503, "Service Unavailable"},
    Reason{504, "Gateway Timeout"},
};

void add_line_safe(std::string& out, std::string_view text) {
    const auto start = out.size();
    out += text;
    for (auto at = start; at < out.size(); ++at) {
        if (out[at] == '\r' || out[at] == '\n' || out[at] == '\0') out[at] = ' ';
    }
}

void add_header(std::string& out, std::string_view name, std::string_view value) {
    add_line_safe(out, name);
    out += ": ";
    add_line_safe(out, value);
    out += "\r\n";
}

}  // namespace

std::string_view reason_of(int status) {
    for (const auto& reason : reasons) {
        if (reason.status == status) return reason.text;
    }
    return {};
}

bool is_bodiless(int status) {
    return status / 100 == 1 || status == 204 || status == 304;
}

void write_head(std::string& out, const Response& response, const HeadOptions& options) {
    out += "HTTP/1.1 ";
    out += std::to_string(response.status);
    out += ' ';
    out += reason_of(response.status);
    out += "\r\n";
    bool length_said = is_bodiless(response.status);
    for (const auto& [name, value] : response.headers) {
        if (same_name(name, "connection") || same_name(name, "transfer-encoding")) continue;
        if (same_name(name, "content-length")) {
            if (!options.to_head || length_said) continue;
            length_said = true;
        }
        add_header(out, name, value);
    }
    if (!options.date.empty()) add_header(out, "Date", options.date);
    if (!length_said) add_header(out, "Content-Length", std::to_string(options.content_length));
    if (!options.keep_alive) out += "Connection: close\r\n";
    if (options.keep_alive && options.old_version) out += "Connection: keep-alive\r\n";
    out += "\r\n";
}

}  // namespace atlas::net
