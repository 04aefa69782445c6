// SPDX-License-Identifier: Apache-2.0
// What the broker is told by files and over its control socket: configuration, listeners, the IAM
// snapshot, the file of topics. What is taken holds what the rest of the broker relies on.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "broker/auth/snapshot.h"
#include "broker/cluster/topic_file.h"
#include "broker/main/config.h"

namespace {

using namespace atlas;
using namespace atlas::broker;

void check_listener(const ListenerConfig& listener) {
    ATLAS_CHECK(listener.port >= 0 && listener.port <= 65535, "a port is a port");
    ATLAS_CHECK(!listener.bind.empty() || listener.fd, "a listener knows where");
    const int port = listener.bind_port.value_or(listener.port);
    ATLAS_CHECK(port >= 0 && port <= 65535, "the port to bind is one too");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), count);
    if (auto config = parse_config(text)) {
        ATLAS_CHECK(!config.value().brokers.empty(), "a cluster has brokers");
        for (const auto& listener : config.value().listeners)
            check_listener(listener);
    }
    if (auto value = json::parse(text)) {
        if (auto listener = parse_listener(value.value())) check_listener(listener.value());
    }
    if (auto snapshot = Snapshot::parse(text))
        ATLAS_CHECK(snapshot.value()->region_key.size() == 32, "the key opens tokens");
    if (auto topics = parse_topics(text)) {
        const auto again = parse_topics(TopicFile(topics.value()).text());
        ATLAS_CHECK(again.ok(), "what is read can be written and read");
        ATLAS_CHECK(again.value().size() == topics.value().size(), "no topic is lost by it");
    }
    return 0;
}
