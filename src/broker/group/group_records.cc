// SPDX-License-Identifier: Apache-2.0
#include "broker/group/group_records.h"

#include "base/check.h"
#include "broker/log/big_endian.h"

namespace atlas::broker {
namespace {

constexpr std::int16_t offset_key_version = 1, offset_version = 3, group_key_version = 2,
                       group_version = 3;

void append_string(std::string& to, std::string_view text) {
    // A wrong length would make this the record of another group. The protocol refuses longer
    // strings, and the coordinator makes none.
    ATLAS_CHECK(text.size() <= name_bytes_max, "a string of a record fits its length");
    append_big(to, static_cast<std::int16_t>(text.size()));
    to += text;
}

void append_nullable(std::string& to, std::string_view text) {
    if (text.empty()) {
        append_big(to, std::int16_t{-1});
    } else {
        append_string(to, text);
    }
}

void append_bytes(std::string& to, std::string_view bytes) {
    append_big(to, static_cast<std::int32_t>(bytes.size()));
    to += bytes;
}

/// Reads fields from the front. After the first one that does not fit, `bad` is true and every
/// further field is empty.
class Fields {
public:
    explicit Fields(std::string_view bytes) : rest_(bytes) {}

    template <std::integral T>
    T number() {
        auto bytes = take(sizeof(T));
        return bytes.size() == sizeof(T) ? load_big<T>(bytes.data()) : T{};
    }
    /// Null reads as empty.
    std::string text() { return std::string(sized(number<std::int16_t>())); }
    std::string bytes() { return std::string(sized(number<std::int32_t>())); }
    bool bad() const { return bad_; }

private:
    std::string_view sized(std::int64_t size) {
        if (size >= 0) return take(static_cast<std::size_t>(size));
        bad_ = bad_ || size < -1;
        return {};
    }
    std::string_view take(std::size_t count) {
        bad_ = bad_ || count > rest_.size();
        if (bad_) return {};
        auto taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }

    std::string_view rest_;
    bool bad_ = false;
};

}  // namespace

std::string encode_offset_key(const OffsetKey& key) {
    std::string bytes;
    append_big(bytes, offset_key_version);
    append_string(bytes, key.group_id);
    append_string(bytes, key.partition.topic);
    append_big(bytes, key.partition.partition);
    return bytes;
}

std::string encode_group_key(const GroupKey& key) {
    std::string bytes;
    append_big(bytes, group_key_version);
    append_string(bytes, key.group_id);
    return bytes;
}

std::string encode_offset(const CommittedOffset& committed) {
    std::string bytes;
    append_big(bytes, offset_version);
    append_big(bytes, committed.offset);
    append_big(bytes, committed.leader_epoch);
    append_string(bytes, committed.metadata);
    append_big(bytes, committed.commit_timestamp);
    return bytes;
}

std::string encode_group(const StoredGroup& group) {
    std::string bytes;
    append_big(bytes, group_version);
    append_string(bytes, group.protocol_type);
    append_big(bytes, group.generation);
    append_nullable(bytes, group.protocol_name);
    append_nullable(bytes, group.leader);
    append_big(bytes, group.state_timestamp);
    append_big(bytes, static_cast<std::int32_t>(group.members.size()));
    for (const auto& member : group.members) {
        append_string(bytes, member.member_id);
        append_nullable(bytes, member.instance_id);
        append_string(bytes, member.client_id);
        append_string(bytes, member.client_host);
        append_big(bytes, member.rebalance_timeout_ms);
        append_big(bytes, member.session_timeout_ms);
        append_bytes(bytes, member.subscription);
        append_bytes(bytes, member.assignment);
    }
    return bytes;
}

std::optional<std::int16_t> later_key_version(std::string_view bytes) {
    const auto version = Fields(bytes).number<std::int16_t>();
    return version > group_key_version ? std::optional(version) : std::nullopt;
}

std::optional<std::int16_t> later_value_version(std::string_view bytes) {
    static_assert(offset_version == group_version);
    const auto version = Fields(bytes).number<std::int16_t>();
    return version > group_version ? std::optional(version) : std::nullopt;
}

std::optional<std::variant<OffsetKey, GroupKey>> parse_group_log_key(std::string_view bytes) {
    using Key = std::variant<OffsetKey, GroupKey>;
    Fields fields(bytes);
    auto version = fields.number<std::int16_t>();
    Key key;
    // Versions 0 and 1 have the same layout.
    if (version == 0 || version == offset_key_version) {
        OffsetKey offset;
        offset.group_id = fields.text();
        offset.partition.topic = fields.text();
        offset.partition.partition = fields.number<std::int32_t>();
        key = std::move(offset);
    } else if (version == group_key_version) {
        key = GroupKey{fields.text()};
    } else {
        return std::nullopt;
    }
    if (fields.bad()) return std::nullopt;
    return key;
}

std::optional<CommittedOffset> parse_offset(std::string_view bytes) {
    Fields fields(bytes);
    auto version = fields.number<std::int16_t>();
    if (version < 0 || version > offset_version) return std::nullopt;
    CommittedOffset committed;
    committed.offset = fields.number<std::int64_t>();
    if (version >= 3) committed.leader_epoch = fields.number<std::int32_t>();
    committed.metadata = fields.text();
    committed.commit_timestamp = fields.number<std::int64_t>();
    if (fields.bad()) return std::nullopt;
    return committed;
}

std::optional<StoredGroup> parse_group(std::string_view bytes) {
    Fields fields(bytes);
    auto version = fields.number<std::int16_t>();
    if (version < 0 || version > group_version) return std::nullopt;
    StoredGroup group;
    group.protocol_type = fields.text();
    group.generation = fields.number<std::int32_t>();
    group.protocol_name = fields.text();
    group.leader = fields.text();
    if (version >= 2) group.state_timestamp = fields.number<std::int64_t>();
    auto count = fields.number<std::int32_t>();
    for (std::int32_t i = 0; i < count && !fields.bad(); ++i) {
        StoredMember member;
        member.member_id = fields.text();
        if (version >= 3) member.instance_id = fields.text();
        member.client_id = fields.text();
        member.client_host = fields.text();
        if (version >= 1) member.rebalance_timeout_ms = fields.number<std::int32_t>();
        member.session_timeout_ms = fields.number<std::int32_t>();
        if (version == 0) member.rebalance_timeout_ms = member.session_timeout_ms;
        member.subscription = fields.bytes();
        member.assignment = fields.bytes();
        group.members.push_back(std::move(member));
    }
    if (fields.bad() || count < 0) return std::nullopt;
    return group;
}

std::optional<std::vector<std::string>> parse_subscribed_topics(std::string_view bytes) {
    Fields fields(bytes);
    (void)fields.number<std::int16_t>();  // The version: all versions begin alike.
    auto count = fields.number<std::int32_t>();
    std::vector<std::string> topics;
    for (std::int32_t i = 0; i < count && !fields.bad(); ++i)
        topics.push_back(fields.text());
    if (fields.bad() || count < 0) return std::nullopt;
    return topics;
}

}  // namespace atlas::broker
