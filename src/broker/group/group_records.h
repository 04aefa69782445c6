// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "broker/group/group_calls.h"

// Keys and values of `__consumer_offsets` in Kafka's format (written: offset key version 1, offset
// value 3, group key 2, group value 3), so that Kafka's tools can read them. Older versions are
// read too.
namespace atlas::broker {

struct OffsetKey {
    std::string group_id;
    TopicPartition partition;
    auto operator<=>(const OffsetKey&) const = default;
};
struct GroupKey {
    std::string group_id;
    auto operator<=>(const GroupKey&) const = default;
};

/// A member within a group's record.
struct StoredMember {
    std::string member_id;
    std::string instance_id;  // empty = dynamic
    std::string client_id;
    std::string client_host;
    std::int32_t rebalance_timeout_ms = 0;
    std::int32_t session_timeout_ms = 0;
    std::string subscription;  // the metadata for the group's protocol
    std::string assignment;
    bool operator==(const StoredMember&) const = default;
};
/// A group's record: its members and assignments in one generation.
struct StoredGroup {
    std::string protocol_type;
    std::int32_t generation = 0;
    std::string protocol_name;          // empty = null
    std::string leader;                 // empty = null
    std::int64_t state_timestamp = -1;  // ms
    std::vector<StoredMember> members;
    bool operator==(const StoredGroup&) const = default;
};

// No string is longer than name_bytes_max, but subscriptions and assignments may be.
std::string encode_offset_key(const OffsetKey& key);
std::string encode_group_key(const GroupKey& key);
std::string encode_offset(const CommittedOffset& committed);
std::string encode_group(const StoredGroup& group);

/// The version of a key or a value that a later release has written, and that is not known here;
/// nothing for the others.
std::optional<std::int16_t> later_key_version(std::string_view bytes);
std::optional<std::int16_t> later_value_version(std::string_view bytes);
/// Nothing for a key of another kind and for incomplete bytes.
std::optional<std::variant<OffsetKey, GroupKey>> parse_group_log_key(std::string_view bytes);
/// Nothing for an unknown version and for incomplete bytes.
std::optional<CommittedOffset> parse_offset(std::string_view bytes);
std::optional<StoredGroup> parse_group(std::string_view bytes);

/// The topics of a subscription in the consumer protocol (ConsumerProtocolSubscription); nothing if
/// the bytes are none.
std::optional<std::vector<std::string>> parse_subscribed_topics(std::string_view bytes);

}  // namespace atlas::broker
