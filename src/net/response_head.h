// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "net/http.h"

namespace atlas::net {

struct HeadOptions {
    std::uint64_t content_length = 0;
    std::string_view date;  // IMF-fixdate, or empty
    bool to_head = false;   // the request was HEAD: the handler's Content-Length is kept
    bool keep_alive = true;
    bool old_version = false;  // the request was HTTP/1.0
};

/// "Not Found" for 404; empty for a status that is not in the table.
std::string_view reason_of(int status);
/// Whether a response with this status never has a body (1xx, 204, 304).
bool is_bodiless(int status);
/// Appends the status line and the headers up to and including the empty line. Line breaks and NULs
/// within the handler's headers become spaces, so that they cannot add headers. Its own Connection
/// and Transfer-Encoding are dropped, and its Content-Length too, except for HEAD.
void write_head(std::string& out, const Response& response, const HeadOptions& options);

}  // namespace atlas::net
