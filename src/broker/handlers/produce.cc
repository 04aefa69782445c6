// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/produce.h"

#include "broker/handlers/find_partition.h"
#include "broker/handlers/handler.h"
#include "broker/log/record_batch.h"

namespace atlas::broker {
namespace {

using Request = protocol::ProduceRequest;
using Response = protocol::ProduceResponse;
using Part = Response::Response::Partition;

constexpr std::int16_t version_with_batches = 3;  // before it: message formats 0 and 1
constexpr std::int16_t not_enough_replicas = 19;

/// One response, filled as its partitions are decided and sent with the last of them. Kept alive by
/// the callbacks of the appends.
class Gathered : public std::enable_shared_from_this<Gathered> {
public:
    Gathered(Answer<protocol::Produce> answer, bool is_answered)
        : answer_(std::move(answer)), is_answered_(is_answered) {}
    ~Gathered() = default;

    Response response;

    void expect() { ++open_; }
    void fill(std::size_t topic, std::size_t partition, AppendOutcome outcome) {
        auto& part = response.responses[topic].partition_responses[partition];
        part.error_code = wire(outcome.code);
        part.base_offset = outcome.base_offset;
        part.log_append_time_ms = outcome.log_append_time;
        part.log_start_offset = outcome.log_start_offset;
        if (!outcome.message.empty()) part.error_message = std::move(outcome.message);
        failed_ = failed_ || part.error_code != error::none;
    }
    void refuse(Part& part, std::int16_t code, std::string why) {
        part.error_code = code;
        part.base_offset = -1;
        part.error_message = std::move(why);
        failed_ = true;
    }
    void settle() {
        if (--open_ > 0) return;
        if (is_answered_) return answer_.send(response);
        // acks=0 has no answer: only closing the connection can tell the client of an error.
        if (failed_) return answer_.close();
        answer_.skip();
    }

private:
    Answer<protocol::Produce> answer_;
    bool is_answered_;
    bool failed_ = false;
    int open_ = 0;
};

/// Why a topic's records are refused; none if they are not.
struct Refusal {
    std::int16_t code = error::none;
    std::string why;
};

bool is_transactional(const Request& request) {
    for (const auto& topic : request.topic_data)
        for (const auto& sent : topic.partition_data)
            if (const auto batch = parse_batch_header(sent.records.value_or(std::string_view())))
                if (batch->transactional()) return true;
    return false;
}

/// The part of a request that applies to each of its topics.
struct Terms {
    const Request& request;
    bool transactional;
};

Refusal check_permissions(const Call& call, const Terms& terms, const std::string& name) {
    const auto& id = terms.request.transactional_id;
    const bool transactional = terms.transactional;
    // As in Kafka: nobody may write transactional records without a transactional id.
    if ((transactional && !id) || (id && !call.may(Action::alter_transactional_id, *id)))
        return {error::transactional_id_authorization_failed, "Transactional id refused."};
    if (!call.may(Action::write_data, name))
        return {error::topic_authorization_failed, "Topic authorization failed."};
    // The log refuses the records themselves, because no transaction is open.
    if (id && !transactional) return {error::unsupported_version, "transactions are not served"};
    return {};
}

/// Why a topic takes nothing from this request.
Refusal check_topic(const Call& call, const Terms& terms, const std::string& name) {
    const auto& request = terms.request;
    if (auto refused = check_permissions(call, terms, name); refused.code != error::none)
        return refused;
    if (call.version() < version_with_batches)
        return {error::unsupported_version, "message formats 0 and 1 are not served"};
    if (request.acks < -1 || request.acks > 1)
        return {error::invalid_required_acks, "acks is -1, 0 or 1"};
    const auto* topic = call.broker.topics.find(name);
    if (!topic) return {error::unknown_topic_or_partition, {}};
    if (topic->record.internal()) return {error::invalid_topic_exception, "the topic is internal"};
    const auto needed =
        call.broker.properties.topic_number(topic->record.configs, "min.insync.replicas");
    // All replicas are in sync, so this only fails if a topic has fewer than it requires.
    const auto in_sync = topic->record.replicas.empty() ? 0 : topic->record.replicas[0].size();
    if (request.acks == -1 && static_cast<std::int64_t>(in_sync) < needed)
        return {not_enough_replicas, "min.insync.replicas is above the number of replicas"};
    return {};
}

/// The bytes of the view as a mutable part of the frame, where the log patches them.
std::span<char> in_frame(Call& call, std::string_view view) {
    return {call.frame.data() + (view.data() - call.frame.data()), view.size()};
}

void append(
    Call& call,
    const Request& request,
    const std::shared_ptr<Gathered>& gathered,
    std::size_t topic_index,
    std::size_t index
) {
    const auto& topic = request.topic_data[topic_index];
    const auto& sent = topic.partition_data[index];
    auto& part = gathered->response.responses[topic_index].partition_responses[index];
    auto* partition = find_partition(call.broker.topics.find(topic.name), sent.index);
    if (!partition) return gathered->refuse(part, error::unknown_topic_or_partition, {});
    if (!sent.records || sent.records->empty())
        return gathered->refuse(part, error::invalid_record, "one record batch is expected");
    gathered->expect();
    const auto acks = static_cast<Acks>(request.acks);
    auto outcome = partition->append(
        in_frame(call, *sent.records),
        acks,
        call.broker.home,
        [gathered, topic_index, index](AppendOutcome later) {
            gathered->fill(topic_index, index, std::move(later));
            gathered->settle();
        }
    );
    if (!outcome) return;
    gathered->fill(topic_index, index, std::move(*outcome));
    gathered->settle();
}

}  // namespace

template <>
void handle(Call& call, protocol::ProduceRequest&& request, Answer<protocol::Produce> answer) {
    auto gathered = std::make_shared<Gathered>(std::move(answer), request.acks != 0);
    gathered->expect();  // Holds the answer back until all appends have been started.
    for (const auto& topic : request.topic_data) {
        auto& part = gathered->response.responses.emplace_back();
        part.name = topic.name;
        for (const auto& partition : topic.partition_data)
            part.partition_responses.emplace_back().index = partition.index;
    }
    const Terms terms{request, is_transactional(request)};
    for (std::size_t topic = 0; topic < request.topic_data.size(); ++topic) {
        const auto refusal = check_topic(call, terms, request.topic_data[topic].name);
        auto& parts = gathered->response.responses[topic].partition_responses;
        for (std::size_t index = 0; index < parts.size(); ++index) {
            if (refusal.code != error::none) {
                gathered->refuse(parts[index], refusal.code, refusal.why);
            } else {
                append(call, request, gathered, topic, index);
            }
        }
    }
    gathered->settle();
}

}  // namespace atlas::broker
