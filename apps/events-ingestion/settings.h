// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "events-ingestion/limits.h"
#include "events-ingestion/write_keys.h"

namespace atlas::ingestion {

/// The settings from the environment variables named in the comments. Constant after start.
struct Settings {
    std::string bootstrap;                           // KAFKA_BOOTSTRAP, required
    std::string topic = "atlas.l1.telemetry.event";  // KAFKA_TOPIC
    std::string region;                              // AWS_REGION, required with IAM
    bool plaintext = false;                          // KAFKA_SECURITY=plaintext: local tests only
    std::string ca_file = "/etc/ssl/certs/ca-certificates.crt";  // KAFKA_CA_FILE
    int topic_partitions = 6;                            // KAFKA_TOPIC_PARTITIONS, for creating it
    std::chrono::milliseconds linger{5};                 // KAFKA_LINGER_MS
    std::chrono::milliseconds delivery_timeout{10'000};  // KAFKA_DELIVERY_TIMEOUT_MS
    std::string address = "0.0.0.0";                     // LISTEN_ADDRESS
    std::uint16_t port = 8080;                           // PORT
    int threads = 2;                                     // IO_THREADS
    /// EVENT_BYTES_MAX, BATCH_BYTES_MAX, BATCH_EVENTS_MAX, INFLIGHT_BYTES_MAX
    Limits limits;
    WriteKeys keys;  // WRITE_KEYS, required
};

/// Returns an environment variable, or nothing.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
/// All problems, one sentence each. None contains a key.
using Problems = std::vector<std::string>;

/// Reads and checks all settings; an empty variable counts as absent.
std::variant<Settings, Problems> load_settings(const Environment& environment);

}  // namespace atlas::ingestion
