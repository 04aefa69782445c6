// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "events-ingestion/producer.h"

namespace atlas::ingestion {

/// For tests: keeps records until the test calls `deliver`. One thread.
class FakeProducer final : public Producer {
public:
    void send(std::unique_ptr<Sending> sending) override { waiting.push_back(std::move(sending)); }
    State state() const override { return {ready, ready ? "" : "no broker", waiting.size()}; }
    const std::string& topic() const override { return topic_name; }

    /// Decides every waiting record: acknowledged at the next offset of partition 0, or `failure`.
    void deliver(const Delivery* failure = nullptr) {
        auto sendings = std::exchange(waiting, {});
        for (auto& sending : sendings) {
            for (auto& record : sending->records) {
                record.delivery = failure ? *failure : Delivery{200, "ok", 0, next_offset++, ""};
                if (!failure) log.emplace_back(record.key, record.value);
            }
            sending->done(sending->records);
        }
    }

    bool ready = true;
    std::string topic_name = "events";
    std::vector<std::unique_ptr<Sending>> waiting;
    std::int64_t next_offset = 0;
    std::vector<std::pair<std::string, std::string>>
        log;  // keys and values of acknowledged records
};

}  // namespace atlas::ingestion
