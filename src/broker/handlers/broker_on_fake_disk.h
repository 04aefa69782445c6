// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "broker/group/groups_on_fake_disk.h"
#include "broker/handlers/handler.h"
#include "broker/handlers/kafka_session.h"
#include "broker/server/limits.h"

namespace atlas::broker {

/// For tests: keeps the answers of a session by request number.
class KeptReplies final : public ReplySink {
public:
    void finish(std::uint64_t sequence, Answer answer) override {
        if (!answer.frame.empty()) frames[sequence] = std::move(answer.frame);
        rooms[sequence] = std::move(answer.room);
        closed = closed || answer.last;
    }
    std::map<std::uint64_t, std::string> frames;
    std::map<std::uint64_t, MemoryBudget::Room> rooms;  // a test erases one to mean "sent"
    bool closed = false;
};

/// For tests: decodes an answer to correlation id 77; nothing if it is malformed.
template <typename Api>
std::optional<typename Api::Response> read_answer(const std::string& frame, std::int16_t version) {
    protocol::Reader in(frame);
    in.int32();  // size
    if (in.int32() != 77) return std::nullopt;
    if (version >= Api::flexible_from && Api::key != 18) in.skip_tags();
    typename Api::Response response;
    decode(in, version, response);
    if (!in.ok() || in.left() != 0) return std::nullopt;
    return response;
}

/// For tests: brokers 1 and 2 on a fake disk, without sockets and threads.
struct BrokerOnFakeDisk : GroupsOnFakeDisk {
    explicit BrokerOnFakeDisk(ConfigMap given = {}) : properties(std::move(given)) {}

    Result<> start_broker() {
        ATLAS_TRY(start());
        topics = ATLAS_TRY(TopicCatalog::open(
            {*log, files, workers, home, random, properties, "kafka/topics.json"}, {}
        ));
        ids = std::make_unique<ProducerIds>(files, "kafka/producer_ids", workers, home);
        broker = with_searches(searches);
        return {};
    }
    /// Another Broker over the same parts, with other workers for its searches.
    std::unique_ptr<Broker> with_searches(Workers& searching) {
        std::unique_ptr<Broker> made(new Broker{
            "cluster",
            "kafka",
            home,
            workers,
            searching,
            clock,
            random,
            properties,
            *log,
            *topics,
            *groups,
            *ids,
            {},
            nullptr,
            std::chrono::milliseconds(0),
            std::make_shared<MemoryBudget>(home, limits::records_bytes)
        });
        for (const int id : {1, 2}) {
            made->nodes.add_broker(id, "az" + std::to_string(id));
            made->nodes.add_listener("internal", id, "b-" + std::to_string(id), 9098);
        }
        made->nodes.add_listener("public", 1, "b-1-public", 9198);
        return made;
    }

    InlineWorkers workers;
    InlineWorkers searches;
    Properties properties;
    std::unique_ptr<TopicCatalog> topics;
    std::unique_ptr<ProducerIds> ids;
    std::unique_ptr<Broker> broker;
};

/// For tests: one client with its own session, which sends and receives typed messages.
class TestClient {
public:
    TestClient(
        BrokerOnFakeDisk& disk,
        bool authenticated,
        const std::string& set = "internal",
        std::int32_t broker_id = 1
    )
        : disk_(disk), session(*disk.broker, Endpoint{broker_id, set, authenticated}, "10.0.0.9") {}

    /// Sends a request and returns its number.
    template <typename Api>
    std::uint64_t send(const typename Api::Request& request, std::int16_t version) {
        protocol::Writer out;
        encode(out, Api::flexible_from, protocol::RequestHeader{Api::key, version, 77, "test"});
        encode(out, version, request);
        return send_frame(out.take());
    }
    std::uint64_t send_frame(std::string frame) {
        session.on_frame(std::move(frame), Reply(replies, next_));
        return next_++;
    }
    /// Runs everything that is due and returns the answer; nothing if there is none yet.
    template <typename Api>
    std::optional<typename Api::Response> answer(std::uint64_t number, std::int16_t version) {
        disk_.settle();
        const auto found = replies->frames.find(number);
        if (found == replies->frames.end()) return std::nullopt;
        return read_answer<Api>(found->second, version);
    }
    template <typename Api>
    /// `send` and `answer`, by default in the highest version that is served.
    std::optional<typename Api::Response> call(
        const typename Api::Request& request, std::optional<std::int16_t> asked = std::nullopt
    ) {
        const auto last = disk_.broker->release.version_max(Api::key, Api::version_max);
        const auto version = asked.value_or(last);
        return answer<Api>(send<Api>(request, version), version);
    }

private:
    BrokerOnFakeDisk& disk_;
    std::uint64_t next_ = 0;

public:
    std::shared_ptr<KeptReplies> replies = std::make_shared<KeptReplies>();
    KafkaSession session;
};

}  // namespace atlas::broker
