// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace atlas::broker {

/// Kafka's error codes that the log and the groups return (kafka.apache.org, "Error codes"). The
/// values are Kafka's, so that a handler can cast them to the wire's ErrorCode.
enum class KafkaCode : std::int16_t {
    unknown_server_error = -1,
    none = 0,
    offset_out_of_range = 1,
    corrupt_message = 2,
    unknown_topic_or_partition = 3,
    message_too_large = 10,
    offset_metadata_too_large = 12,
    coordinator_load_in_progress = 14,
    coordinator_not_available = 15,
    illegal_generation = 22,
    inconsistent_group_protocol = 23,
    invalid_group_id = 24,
    unknown_member_id = 25,
    invalid_session_timeout = 26,
    rebalance_in_progress = 27,
    invalid_commit_offset_size = 28,
    group_authorization_failed = 30,
    invalid_timestamp = 32,
    unsupported_for_message_format = 43,
    out_of_order_sequence_number = 45,
    duplicate_sequence_number = 46,
    invalid_producer_epoch = 47,
    invalid_txn_state = 48,
    kafka_storage_error = 56,
    unknown_producer_id = 59,
    non_empty_group = 68,
    group_id_not_found = 69,
    fenced_leader_epoch = 74,
    unknown_leader_epoch = 75,
    member_id_required = 79,
    group_max_size_reached = 81,
    fenced_instance_id = 82,
    group_subscribed_to_topic = 86,
    invalid_record = 87,
};

}  // namespace atlas::broker
