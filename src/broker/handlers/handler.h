// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "broker/handlers/call.h"
#include "broker/protocol/reader.h"

namespace atlas::broker {

/// Handles one request of `Api`. Each API has its specialisation in a file of its name. It may
/// answer at once or keep the Answer for later. Loop thread only.
template <typename Api>
void handle(Call& call, typename Api::Request&& request, Answer<Api> answer);

/// One API that is served. ApiVersions answers from the list of handlers.
struct Handler {
    std::int16_t key;
    std::string_view name;
    std::int16_t version_min;
    std::int16_t version_max;
    std::int16_t flexible_from;
    /// Decodes the body and handles the request. A malformed body closes the connection.
    void (*run)(Call& call, protocol::Reader& body, Reply reply);
};

/// All handlers, sorted by key.
std::span<const Handler> all_handlers();
/// Null if the API is not served.
const Handler* find_handler(std::int16_t key);

}  // namespace atlas::broker
