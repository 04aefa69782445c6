// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "base/result.h"
#include "events-ingestion/msk_token.h"
#include "events-ingestion/producer.h"
#include "events-ingestion/settings.h"

namespace atlas::ingestion {

/// The producer over librdkafka: idempotent, acks=all, partitioned by murmur2 as in Java clients.
/// Creates its topic if it does not exist, checks regularly that brokers and topic are available,
/// and with IAM signs a token whenever librdkafka needs one. Threads: librdkafka's, one that calls
/// back deliveries, one that checks. Owned by main.
class KafkaProducer : public Producer {
public:
    using TokenSource = std::function<Result<MskToken>()>;
    struct Options {
        Settings settings;
        TokenSource token;            // unused with plaintext; may block
        std::function<void()> fatal;  // fatal error of librdkafka: the process must be replaced
    };
    /// Does not wait for a broker. invalid_argument if librdkafka refuses a setting.
    static Result<std::unique_ptr<KafkaProducer>> start(Options options);

    /// Waits at most `within` for all deliveries, then fails the remaining ones. True if none
    /// remained. `send` must not be called afterwards.
    virtual bool stop(std::chrono::milliseconds within) = 0;
};

}  // namespace atlas::ingestion
