// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/message_reader.h"

namespace atlas::fuzz {

/// The HTTP request that a text is, read as the server reads it; nothing where it is none.
inline std::optional<net::Request> request_of(std::string_view text) {
    auto reader = net::MessageReader::of_request({}, nullptr);
    std::string pending(text);
    while (!pending.empty() && !reader->done() && !reader->refusal()) {
        const auto used = reader->take(pending);
        if (used == 0) break;
        pending.erase(0, used);
    }
    if (!reader->done()) return std::nullopt;
    reader->request.peer = "127.0.0.1";
    return std::move(reader->request);
}

}  // namespace atlas::fuzz
