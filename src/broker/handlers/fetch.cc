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
/// Bounds the memory of one response, whatever the client requests. One whole batch always fits.
constexpr std::size_t response_bytes_max = 8 << 20;
/// A request waits until this much of the budget is free (or all that it wants, if less), so that
/// answers do not become tiny when memory is short.
constexpr std::size_t answer_bytes_least = 1 << 20;
constexpr std::int32_t wait_ms_max = 60'000;

/// One requested partition. Permission and existence are those of the request's arrival.
struct Wanted {
    PartitionPtr partition;  // null if refused with `code`
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

/// One Fetch. It is answered once min_bytes are there, a partition has an error, or max_wait_ms is
/// over. Records count against a budget that all Fetch answers share; while it waits for more data
/// it holds neither budget nor records. Kept alive by its timer and callbacks. Loop thread only.
///
///     attempt ─► nothing new ──────────────► enough, wrong or late? ─► send
///        ▲  └──► ask ─► in its turn: read ──►     else
///        └────────── a partition grew ◄── watch ◄──┘
class Poll : public std::enable_shared_from_this<Poll> {
public:
    Poll(const Broker& broker, Answer<protocol::Fetch> answer, const Request& request)
        : home_(broker.home),
          budget_(*broker.records),
          answer_(std::move(answer)),
          bytes_min_(static_cast<std::size_t>(std::max(0, request.min_bytes))),
          // At least 1: the first batch is returned whole, however small the limit.
          bytes_max_(std::clamp<std::size_t>(
              static_cast<std::size_t>(std::max(0, request.max_bytes)), 1, response_bytes_max
          )),
          wait_ms_(std::clamp(request.max_wait_ms, 0, wait_ms_max)),
          late_(wait_ms_ == 0) {}
    ~Poll() { unwatch(); }

    std::vector<WantedTopic> topics;

    void start() {
        attempt();
        if (finished_ || late_) return;
        // While it waits, its timer owns it; if the loop ends first, both are destroyed.
        auto kept = std::make_shared<std::shared_ptr<Poll>>(shared_from_this());
        kept_ = kept;
        home_.post_after(std::chrono::milliseconds(wait_ms_), [kept = std::move(kept)] {
            const auto self = std::move(*kept);
            if (!self || self->finished_) return;
            self->late_ = true;
            self->attempt();
        });
    }

private:
    using Room = MemoryBudget::Room;
    struct Watched {
        PartitionPtr partition;
        Partition::WatchId id;
    };

    void attempt();
    void ask();
    void proceed(Room room);
    bool has_news() const;
    bool read(std::size_t room);
    std::size_t read_one(const Wanted& wanted, std::size_t room, bool is_first, Part& part);
    std::size_t head_bytes() const;
    void watch();
    void unwatch();
    void send(Room room);

    Executor& home_;
    MemoryBudget& budget_;
    Answer<protocol::Fetch> answer_;
    std::size_t bytes_min_;
    std::size_t bytes_max_;
    std::int32_t wait_ms_;
    bool late_;
    bool asking_ = false;
    bool finished_ = false;
    bool failed_ = false;
    std::size_t bytes_ = 0;  // of records in response_
    std::vector<Watched> watched_;
    std::weak_ptr<std::shared_ptr<Poll>> kept_;  // the timer's pointer to this object
    Response response_;
};

void Poll::attempt() {
    unwatch();
    if (finished_ || asking_) return;
    if (has_news()) return ask();
    proceed({});
}

void Poll::ask() {
    const auto least = std::min(bytes_max_, answer_bytes_least);
    if (auto room = budget_.take(least, bytes_max_)) return proceed(std::move(*room));
    asking_ = true;
    budget_.wait(least, bytes_max_, [self = shared_from_this()](Room room) {
        self->asking_ = false;
        self->proceed(std::move(room));
    });
}

void Poll::proceed(Room room) {
    if (!answer_.wanted()) return send({});  // The client is gone, so nothing is read.
    const bool enough = read(room.bytes());
    // Records arrived after attempt() looked, but this attempt has no budget to read them.
    if (room.bytes() == 0 && has_news() && !failed_) return ask();
    room.resize(bytes_ == 0 ? 0 : bytes_ + head_bytes());
    if (enough || late_) return send(std::move(room));
    for (auto& topic : response_.responses)
        for (auto& part : topic.partitions)
            part.records.emplace();
    watch();
}

bool Poll::has_news() const {
    for (const auto& topic : topics)
        for (const auto& wanted : topic.partitions)
            if (wanted.partition && wanted.partition->high_watermark() > wanted.offset) return true;
    return false;
}

/// Reads all partitions anew, up to `room` bytes; true if the answer can be sent.
bool Poll::read(std::size_t room) {
    response_.responses.clear();
    bytes_ = 0;
    for (const auto& topic : topics) {
        auto& shown = response_.responses.emplace_back();
        shown.topic = topic.name;
        shown.topic_id = topic.id;
        for (const auto& wanted : topic.partitions)
            bytes_ += read_one(
                wanted,
                room - std::min(bytes_, room),
                bytes_ == 0 && room > 0,
                shown.partitions.emplace_back()
            );
    }
    return failed_ || topics.empty() || bytes_ >= bytes_min_;
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

/// A lower bound of the answer's size without its records.
std::size_t Poll::head_bytes() const {
    constexpr std::size_t of_part = 128;
    std::size_t bytes = of_part;
    for (const auto& topic : topics)
        bytes += topic.name.size() + of_part * (1 + topic.partitions.size());
    return bytes;
}

void Poll::watch() {
    for (std::size_t topic = 0; topic < topics.size(); ++topic) {
        for (std::size_t index = 0; index < topics[topic].partitions.size(); ++index) {
            const auto& wanted = topics[topic].partitions[index];
            if (!wanted.partition) continue;
            // Records below this high watermark were read already; only new ones matter.
            const auto& part = response_.responses[topic].partitions[index];
            const auto id = wanted.partition->watch(
                std::max(wanted.offset, part.high_watermark),
                home_,
                [weak = weak_from_this()] {
                    if (auto self = weak.lock()) self->attempt();
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

void Poll::send(Room room) {
    finished_ = true;
    const auto kept = kept_.lock();
    const auto self = kept ? std::move(*kept) : nullptr;
    unwatch();
    answer_.send(response_, std::move(room));
    response_ = {};
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
    // Session id 0 in every answer declines fetch sessions (KIP-227), so no client can continue
    // one. Epoch 0 starts and -1 ends a session, with any id: both are full fetches.
    if (request.session_epoch != 0 && request.session_epoch != -1) {
        Response response;
        response.error_code = session_not_found;
        return answer.send(response);
    }
    auto poll = std::make_shared<Poll>(call.broker, std::move(answer), request);
    for (const auto& topic : request.topics)
        poll->topics.push_back(want(call, topic));
    poll->start();
}

}  // namespace atlas::broker
