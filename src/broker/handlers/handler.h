// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "broker/handlers/call.h"
#include "broker/protocol/reader.h"

namespace atlas::broker {

/// Handles one request of `Api`. Specialised in one file for each API, named for it; it may answer
/// at once or keep the Answer for later.
template <typename Api>
void handle(Call& call, typename Api::Request&& request, Answer<Api> answer);

/// One API that is served. What ApiVersions answers is made from the list of these.
struct Handler {
    std::int16_t key;
    std::string_view name;
    std::int16_t version_min;
    std::int16_t version_max;
    std::int16_t flexible_from;
    /// Decodes the body and handles it. A body that does not fit closes the connection.
    void (*run)(Call& call, protocol::Reader& body, Reply reply);
};

/// All of them, by key.
std::span<const Handler> all_handlers();
/// Null for an API that is not served.
const Handler* find_handler(std::int16_t key);

}  // namespace atlas::broker
