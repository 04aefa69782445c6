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

const std::string own = "!{ var(txn.answered) -m found }";

// HAProxy's own 503 has three causes. Its page distinguishes them with two variables, which are set
// by expressions that print nothing:
//
//     chosen  there was a server to ask. `nbsrv` cannot tell: while HAProxy is stopping it is 0,
//             although requests still go to its servers
//     late    the connection timed out; a refused one fails at once. The limit is a little below
//             the timeout, because both are rounded
constexpr int connect_timed_out_us = (connect_timeout_ms - 100) * 1000;

std::string failure() {
    return fmt::format(
        "%[srv_name,length,bool,set-var(txn.chosen),iif('','')]"
        "%[date(0,us),sub(txn.begun),div({}),bool,and(txn.chosen),set-var(txn.late),iif('','')]",
        connect_timed_out_us
    );
}

constexpr const char* failure_title =
    "%[var(txn.late),iif('504 Gateway Time-out','')]"
    "%[var(txn.chosen),xor(txn.late),iif('502 Bad Gateway','')]"
    "%[var(txn.chosen),iif('','503 Service Temporarily Unavailable')]";

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
    return text + "    http-error status 503 content-type text/html lf-string \"" + failure() +
           page(failure_title) + "\"\n";
}

std::string request_limit_lines() {
    return fmt::format(
        "    http-request set-var(txn.begun) date(0,us)\n"
        "    http-request set-var(txn.chosen) bool(false)\n"
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
        "    http-response return status 502{} if {{ res.hdrs,length gt {} }}\n"
        "    http-after-response set-status 504 reason 'Gateway Time-out' if {{ status 503 }} {} "
        "{{ var(txn.late) -m bool }}\n"
        "    http-after-response set-status 502 reason 'Bad Gateway' if {{ status 503 }} {} "
        "{{ var(txn.chosen) -m bool }}\n",
        html("502 Bad Gateway") + " hdr Server awselb/2.0",
        response_head_bytes_max,
        own,
        own
    );
}

std::string no_target_line(const std::string& when) {
    return "    http-request return status 503" + html("503 Service Temporarily Unavailable") +
           when + "\n";
}

}  // namespace atlas::engines::haproxy
