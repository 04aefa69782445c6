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

/// The producer over librdkafka: idempotent, acks=all, keyed by murmur2 as Java clients do. Makes
/// its topic when it is absent, watches that brokers and topic are there, and with IAM signs a
/// token whenever librdkafka asks for one. Threads: librdkafka's, one that hands out deliveries,
/// one that watches.
class KafkaProducer : public Producer {
public:
    using TokenSource = std::function<Result<MskToken>()>;
    struct Options {
        Settings settings;
        TokenSource token;            // unused with plaintext; may block
        std::function<void()> fatal;  // librdkafka cannot go on: the process should be replaced
    };
    /// Does not wait for a broker. invalid_argument: librdkafka refuses a setting.
    static Result<std::unique_ptr<KafkaProducer>> start(Options options);

    /// Waits for every delivery for at most `within`, then fails what is left. True when nothing
    /// was left. Nothing may be sent afterwards.
    virtual bool stop(std::chrono::milliseconds within) = 0;
};

}  // namespace atlas::ingestion
