// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace atlas::broker::protocol {

/// Kafka's error codes as handlers send them (kafka.apache.org, "Error codes"). Codes of the log
/// and the groups are in `KafkaCode`.
namespace error {
inline constexpr std::int16_t unknown_server_error = -1;
inline constexpr std::int16_t none = 0;
inline constexpr std::int16_t offset_out_of_range = 1;
inline constexpr std::int16_t corrupt_message = 2;
inline constexpr std::int16_t unknown_topic_or_partition = 3;
inline constexpr std::int16_t not_leader_or_follower = 6;
inline constexpr std::int16_t request_timed_out = 7;
inline constexpr std::int16_t message_too_large = 10;
inline constexpr std::int16_t coordinator_not_available = 15;
inline constexpr std::int16_t not_coordinator = 16;
inline constexpr std::int16_t invalid_topic_exception = 17;
inline constexpr std::int16_t invalid_required_acks = 21;
inline constexpr std::int16_t invalid_group_id = 24;
inline constexpr std::int16_t topic_authorization_failed = 29;
inline constexpr std::int16_t group_authorization_failed = 30;
inline constexpr std::int16_t cluster_authorization_failed = 31;
inline constexpr std::int16_t unsupported_sasl_mechanism = 33;
inline constexpr std::int16_t illegal_sasl_state = 34;
inline constexpr std::int16_t unsupported_version = 35;
inline constexpr std::int16_t topic_already_exists = 36;
inline constexpr std::int16_t invalid_partitions = 37;
inline constexpr std::int16_t invalid_replication_factor = 38;
inline constexpr std::int16_t invalid_replica_assignment = 39;
inline constexpr std::int16_t invalid_config = 40;
inline constexpr std::int16_t invalid_request = 42;
inline constexpr std::int16_t transactional_id_authorization_failed = 53;
inline constexpr std::int16_t kafka_storage_error = 56;
inline constexpr std::int16_t sasl_authentication_failed = 58;
inline constexpr std::int16_t unknown_leader_epoch = 75;
inline constexpr std::int16_t fenced_leader_epoch = 74;
inline constexpr std::int16_t invalid_record = 87;
inline constexpr std::int16_t unknown_topic_id = 100;
inline constexpr std::int16_t inconsistent_topic_id = 103;
}  // namespace error

}  // namespace atlas::broker::protocol
