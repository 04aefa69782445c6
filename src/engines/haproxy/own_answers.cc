// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/own_answers.h"

#include <fmt/core.h>

namespace atlas::engines::haproxy {
namespace {

std::string page(const std::string& title) {
    return fmt::format(
        "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>",
        title
    );
}

std::string html(const std::string& title) {
    return " content-type text/html string '" + page(title) + "'";
}

// A refusal is known at once, a connection that is not answered only by its time-out; HAProxy's
// answer is the same, so the time tells them apart. A little less, since both are rounded.
constexpr int connect_timed_out_us = (connect_timeout_ms - 100) * 1000;
const std::string own = "!{ var(txn.answered) -m found }";

}  // namespace

std::string error_lines() {
    std::string text;
    for (const auto& [status, title] :
         {std::pair{400, "400 Bad Request"},
          std::pair{408, "408 Request Timeout"},
          std::pair{502, "502 Bad Gateway"},
          std::pair{504, "504 Gateway Time-out"}}) {
        text += fmt::format("    http-error status {}{}\n", status, html(title));
    }
    auto either = fmt::format(
        "%[date(0,us),sub(txn.begun),div({}),bool,iif('504 Gateway Time-out','502 Bad Gateway')]",
        connect_timed_out_us
    );
    return text + "    http-error status 503 content-type text/html lf-string \"" + page(either) +
           "\"\n";
}

std::string request_limit_lines() {
    return fmt::format(
        "    http-request set-var(txn.begun) date(0,us)\n"
        "    http-request set-var(txn.head) req.hdrs,length\n"
        "    http-request return status 414{} if {{ url,length gt {} }}\n"
        "    http-request deny deny_status 400 if {{ var(txn.head) -m int gt {} }}\n"
        "    http-request deny deny_status 400 if {{ var(txn.head) -m int gt {} }} "
        "{{ req.hdrs -m reg [^\\r\\n]{{{}}} }}\n"
        "    http-response set-var(txn.answered) bool(true)\n"
        "    http-after-response set-header Server awselb/2.0 if {}\n"
        "    http-after-response set-header Date %[date,http_date] if {}\n",
        html("414 Request-URI Too Large"),
        request_line_bytes_max,
        request_head_bytes_max,
        header_bytes_max,
        header_bytes_max + 1,
        own,
        own
    );
}

std::string failed_target_lines() {
    return fmt::format(
        "    http-request return status 503{} if {{ nbsrv eq 0 }}\n"
        "    http-response return status 502{} if {{ res.hdrs,length gt {} }}\n"
        "    http-after-response set-status 504 reason 'Gateway Time-out' if {{ status 503 }} {} "
        "{{ date(0,us),sub(txn.begun) ge {} }}\n"
        "    http-after-response set-status 502 reason 'Bad Gateway' if {{ status 503 }} {} "
        "{{ nbsrv gt 0 }}\n",
        html("503 Service Temporarily Unavailable"),
        html("502 Bad Gateway") + " hdr Server awselb/2.0",
        response_head_bytes_max,
        own,
        connect_timed_out_us,
        own
    );
}

std::string no_target_line(const std::string& when) {
    return "    http-request return status 503" + html("503 Service Temporarily Unavailable") +
           when + "\n";
}

}  // namespace atlas::engines::haproxy
