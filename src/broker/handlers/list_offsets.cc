// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/list_offsets.h"

#include <set>

#include "base/log.h"
#include "broker/handlers/find_partition.h"
#include "broker/handlers/gather.h"
#include "broker/handlers/handler.h"

namespace atlas::broker {
namespace {

using Request = protocol::ListOffsetsRequest;
using Part = protocol::ListOffsetsResponse::Topic::Partition;

// Special timestamps of ListOffsets. Other negative ones (-5, the last tiered offset) are answered
// with offset -1.
constexpr std::int64_t latest = -1;
constexpr std::int64_t earliest = -2;
constexpr std::int64_t of_max_timestamp = -3;
constexpr std::int64_t earliest_local = -4;

bool is_search(std::int64_t timestamp) {
    return timestamp >= 0 || timestamp == of_max_timestamp;
}

/// The answer to a special timestamp that needs no search in records.
TimedOffset known_offset(const Partition& partition, std::int64_t asked) {
    const auto offset = asked == latest ? partition.high_watermark()
                        : asked == earliest || asked == earliest_local
                            ? partition.log_start_offset()
                            : -1;
    return {offset, -1, offset < 0 ? -1 : partition.leader_epoch()};
}

void show(Part& part, const TimedOffset& found) {
    part.offset = found.offset;
    part.timestamp = found.timestamp;
    part.leader_epoch = found.leader_epoch;
    if (part.offset >= 0) part.old_style_offsets = {part.offset};
}

/// A look-up by time, which reads records, and its place in the response.
struct Search {
    PartitionPtr partition;
    std::int64_t timestamp;
    std::size_t topic_index;
    std::size_t index;
};
using Found = std::vector<Result<TimedOffset>>;

Found search(const std::vector<Search>& searches) {
    Found found;
    for (const auto& [partition, timestamp, topic_index, index] : searches) {
        found.push_back(
            timestamp == of_max_timestamp ? partition->offset_of_max_timestamp()
                                          : partition->offset_at(timestamp)
        );
    }
    return found;
}

void show(
    protocol::ListOffsetsResponse& response, const std::vector<Search>& searches, Found& found
) {
    for (std::size_t i = 0; i < searches.size(); ++i) {
        auto& part = response.topics[searches[i].topic_index].partitions[searches[i].index];
        if (found[i]) {
            show(part, found[i].value());
        } else {
            part.error_code = wire(found[i].error());
            if (part.error_code == error::unknown_topic_or_partition) continue;
            log::error("offsets", "{}", found[i].error().message());
        }
    }
}

/// Handles one request: answers what needs no search and collects the searches.
class Listing {
public:
    Listing(Call& call, Answer<protocol::ListOffsets> answer)
        : call_(call), gathered_(gather(std::move(answer))) {}

    void begin(const Request::Topic& asked) {
        auto& shown = gathered_->response.topics.emplace_back();
        shown.name = asked.name;
        const bool allowed = call_.may(Action::describe_topic, asked.name);
        const auto* topic = call_.broker.topics.find(asked.name);
        for (const auto& one : asked.partitions) {
            auto& part = shown.partitions.emplace_back();
            part.partition_index = one.partition_index;
            if (!allowed) {
                part.error_code = error::topic_authorization_failed;
            } else if (!seen_.insert({asked.name, one.partition_index}).second) {
                part.error_code = error::invalid_request;
            } else if (!find_partition(topic, one.partition_index)) {
                part.error_code = error::unknown_topic_or_partition;
            } else {
                begin(topic->partitions[static_cast<std::size_t>(one.partition_index)], one);
            }
        }
    }

    /// Without searches the answer is sent at once; else a worker runs all of them first.
    void end() {
        if (searches_.empty()) return;
        auto searches = std::make_shared<const std::vector<Search>>(std::move(searches_));
        call_.broker.searches.run<Found>(
            [searches] { return search(*searches); },
            call_.broker.home,
            [searches, gathered = std::move(gathered_)](Found found) {
                show(gathered->response, *searches, found);
            }
        );
    }

private:
    void begin(const PartitionPtr& partition, const Request::Topic::Partition& one) {
        auto& parts = gathered_->response.topics.back().partitions;
        parts.back().error_code = check_epoch(*partition, one.current_leader_epoch);
        if (parts.back().error_code != error::none) return;
        if (!is_search(one.timestamp))
            return show(parts.back(), known_offset(*partition, one.timestamp));
        searches_.push_back(
            {partition, one.timestamp, gathered_->response.topics.size() - 1, parts.size() - 1}
        );
    }

    Call& call_;
    std::shared_ptr<Gather<protocol::ListOffsets>> gathered_;
    std::set<std::pair<std::string, std::int32_t>> seen_;
    std::vector<Search> searches_;
};

}  // namespace

template <>
void handle(
    Call& call, protocol::ListOffsetsRequest&& request, Answer<protocol::ListOffsets> answer
) {
    Listing listing(call, std::move(answer));
    for (const auto& asked : request.topics)
        listing.begin(asked);
    listing.end();
}

}  // namespace atlas::broker
