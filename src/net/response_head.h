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
    bool to_head = false;   // the request was HEAD: a Content-Length of the handler's stands
    bool keep_alive = true;
    bool old_version = false;  // the request was HTTP/1.0
};

/// "Not Found" for 404; empty for a status without a name.
std::string_view reason_of(int status);
/// Whether a response with that status has no body by definition.
bool is_bodiless(int status);
/// Appends the status line and headers up to the empty line. Line breaks within the handler's
/// headers become spaces; its own Content-Length and Connection give way to the server's.
void write_head(std::string& out, const Response& response, const HeadOptions& options);

}  // namespace atlas::net
