// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/delete_topics.h"

#include "broker/handlers/gather.h"
#include "broker/handlers/handler.h"

namespace atlas::broker {
namespace {

using Gathered = Gather<protocol::DeleteTopics>;

constexpr std::int16_t topic_deletion_disabled = 73;

/// A topic that was requested by id is deleted, and its name shown, only if the caller may describe
/// it: otherwise an id would reveal the name.
void delete_one(
    Call& call,
    const std::string& name,
    const protocol::Uuid& id,
    bool asked_by_id,
    const std::shared_ptr<Gathered>& gathered
) {
    const auto index = gathered->response.responses.size();
    auto& shown = gathered->response.responses.emplace_back();
    shown.topic_id = id;
    const bool seen = !asked_by_id || call.may(Action::describe_topic, name);
    if (seen) shown.name = name;
    const auto* topic = call.broker.topics.find(name);
    if (!seen || !call.may(Action::delete_topic, name)) {
        shown.error_code = error::topic_authorization_failed;
    } else if (!topic) {
        shown.error_code = error::unknown_topic_or_partition;
    } else if (topic->record.internal()) {
        shown.error_code = error::invalid_topic_exception;
    } else if (!call.broker.properties.flag("delete.topic.enable")) {
        shown.error_code = topic_deletion_disabled;
    }
    if (shown.error_code != error::none) return;
    call.broker.topics.remove(name, [&broker = call.broker, gathered, index, name](Result<> gone) {
        auto& out = gathered->response.responses[index];
        if (gone) return broker.groups.forget_topic(name);
        out.error_code = wire(gone.error());
        out.error_message = gone.error().message();
    });
}

}  // namespace

template <>
void handle(
    Call& call, protocol::DeleteTopicsRequest&& request, Answer<protocol::DeleteTopics> answer
) {
    const auto gathered = gather(std::move(answer));
    for (const auto& name : request.topic_names)
        delete_one(call, name, {}, false, gathered);
    for (const auto& asked : request.topics) {
        if (asked.name) {
            delete_one(call, *asked.name, {}, false, gathered);
        } else if (const auto* topic = call.broker.topics.find(asked.topic_id)) {
            delete_one(call, std::string(topic->record.name), asked.topic_id, true, gathered);
        } else {
            auto& shown = gathered->response.responses.emplace_back();
            shown.topic_id = asked.topic_id;
            shown.error_code = error::unknown_topic_id;
        }
    }
}

}  // namespace atlas::broker
