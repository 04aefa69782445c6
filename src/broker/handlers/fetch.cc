// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/fetch.h"

#include "broker/handlers/find_partition.h"
#include "broker/handlers/handler.h"

namespace atlas::broker {
namespace {

using Request = protocol::FetchRequest;
using Response = protocol::FetchResponse;
using Part = Response::Response::Partition;

constexpr std::int16_t version_with_ids = 13;
constexpr std::int16_t session_not_found = 70;
/// One response holds no more, whatever the client asks for (but always one whole batch): bounds
/// memory.
constexpr std::size_t response_bytes_max = 8 << 20;
constexpr std::int32_t wait_ms_max = 60'000;

/// One partition that is to be read, as permissions and the catalog were when the request came.
struct Wanted {
    PartitionPtr partition;  // null: refused with `code`
    std::int16_t code = error::none;
    std::int32_t number = 0;
    std::int64_t offset = 0;
    std::size_t bytes_max = 0;
};

struct WantedTopic {
    std::string name;
    protocol::Uuid id;
    std::vector<Wanted> partitions;
};

/// A request that waits for data: read again whenever a partition grows, answered when there is
/// enough, something is wrong, or its time is over.
class Poll : public std::enable_shared_from_this<Poll> {
public:
    Poll(Executor& home, Answer<protocol::Fetch> answer, const Request& request)
        : home_(home),
          answer_(std::move(answer)),
          bytes_min_(static_cast<std::size_t>(std::max(0, request.min_bytes))),
          bytes_max_(
              std::min(static_cast<std::size_t>(std::max(0, request.max_bytes)), response_bytes_max)
          ),
          wait_ms_(std::clamp(request.max_wait_ms, 0, wait_ms_max)) {}
    ~Poll() { unwatch(); }

    std::vector<WantedTopic> topics;

    void start() {
        const bool ready = read();
        if (ready || wait_ms_ == 0) return finish();
        // Its timer owns it while it waits: where the loop ends first, both go.
        auto kept = std::make_shared<std::shared_ptr<Poll>>(shared_from_this());
        kept_ = kept;
        home_.post_after(std::chrono::milliseconds(wait_ms_), [kept = std::move(kept)] {
            if (auto self = std::move(*kept)) self->finish();
        });
        watch();
    }

private:
    struct Watched {
        PartitionPtr partition;
        Partition::WatchId id;
    };

    bool read();
    std::size_t read_one(const Wanted& wanted, std::size_t room, bool is_first, Part& part);
    void watch();
    void unwatch();
    void again();
    void finish();

    Executor& home_;
    Answer<protocol::Fetch> answer_;
    std::size_t bytes_min_;
    std::size_t bytes_max_;
    std::int32_t wait_ms_;
    bool failed_ = false;
    bool finished_ = false;
    std::vector<Watched> watched_;
    std::weak_ptr<std::shared_ptr<Poll>> kept_;  // where its timer has it
    Response response_;
};

/// True when the answer may leave.
bool Poll::read() {
    response_.responses.clear();
    std::size_t bytes = 0;
    for (const auto& topic : topics) {
        auto& shown = response_.responses.emplace_back();
        shown.topic = topic.name;
        shown.topic_id = topic.id;
        for (const auto& wanted : topic.partitions)
            bytes += read_one(
                wanted,
                bytes_max_ - std::min(bytes, bytes_max_),
                bytes == 0,
                shown.partitions.emplace_back()
            );
    }
    return failed_ || topics.empty() || bytes >= bytes_min_;
}

std::size_t Poll::read_one(const Wanted& wanted, std::size_t room, bool is_first, Part& part) {
    part.partition_index = wanted.number;
    part.error_code = wanted.code;
    part.high_watermark = -1;
    part.records.emplace();
    failed_ = failed_ || wanted.code != error::none;
    if (!wanted.partition) return 0;
    auto outcome =
        wanted.partition->read(wanted.offset, std::min(wanted.bytes_max, room), is_first);
    part.error_code = wire(outcome.code);
    part.high_watermark = outcome.high_watermark;
    part.last_stable_offset = outcome.last_stable_offset;
    part.log_start_offset = outcome.log_start_offset;
    failed_ = failed_ || outcome.code != KafkaCode::none;
    const auto bytes = outcome.records.size();
    *part.records = std::move(outcome.records);
    return bytes;
}

void Poll::watch() {
    for (std::size_t topic = 0; topic < topics.size(); ++topic) {
        for (std::size_t index = 0; index < topics[topic].partitions.size(); ++index) {
            const auto& wanted = topics[topic].partitions[index];
            if (!wanted.partition) continue;
            // What is below this high watermark was read already: only more is news.
            const auto& part = response_.responses[topic].partitions[index];
            const auto id = wanted.partition->watch(
                std::max(wanted.offset, part.high_watermark),
                home_,
                [weak = weak_from_this()] {
                    if (auto self = weak.lock()) self->again();
                }
            );
            watched_.push_back({wanted.partition, id});
        }
    }
}

void Poll::unwatch() {
    for (const auto& [partition, id] : watched_)
        partition->cancel_watch(id);
    watched_.clear();
}

void Poll::again() {
    if (finished_) return;
    unwatch();
    if (read()) return finish();
    watch();
}

void Poll::finish() {
    if (std::exchange(finished_, true)) return;
    const auto kept = kept_.lock();
    const auto self = kept ? std::move(*kept) : nullptr;
    unwatch();
    answer_.send(response_);
}

std::size_t size_of(std::int32_t bytes) {
    return static_cast<std::size_t>(std::max(0, bytes));
}

WantedTopic want(const Call& call, const Request::Topic& asked) {
    const bool by_id = call.version() >= version_with_ids;
    auto& topics = call.broker.topics;
    const auto* topic = by_id ? topics.find(asked.topic_id) : topics.find(asked.topic);
    WantedTopic wanted{topic ? topic->record.name : asked.topic, asked.topic_id, {}};
    std::int16_t code = error::none;
    if (by_id && !topic) {
        code = error::unknown_topic_id;
    } else if (!call.may(Action::read_data, wanted.name)) {
        code = error::topic_authorization_failed;
    } else if (!topic) {
        code = error::unknown_topic_or_partition;
    }
    for (const auto& part : asked.partitions) {
        auto& one = wanted.partitions.emplace_back();
        one.number = part.partition;
        one.offset = part.fetch_offset;
        one.bytes_max = size_of(part.partition_max_bytes);
        one.code = code;
        if (code != error::none) continue;
        const auto* partition = find_partition(topic, part.partition);
        one.code = partition ? check_epoch(*partition, part.current_leader_epoch)
                             : error::unknown_topic_or_partition;
        if (one.code == error::none)
            one.partition = topic->partitions[static_cast<std::size_t>(part.partition)];
    }
    return wanted;
}

}  // namespace

template <>
void handle(Call& call, protocol::FetchRequest&& request, Answer<protocol::Fetch> answer) {
    // Sessions (KIP-227) are declined by id 0 in every answer, so nobody can name one.
    if (request.session_id != 0) {
        Response response;
        response.error_code = session_not_found;
        return answer.send(response);
    }
    auto poll = std::make_shared<Poll>(call.broker.home, std::move(answer), request);
    for (const auto& topic : request.topics)
        poll->topics.push_back(want(call, topic));
    poll->start();
}

}  // namespace atlas::broker
