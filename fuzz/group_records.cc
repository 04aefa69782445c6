// SPDX-License-Identifier: Apache-2.0
// What groups keep: the subscription that a consumer sends, and the keys and values of the log of
// offsets. What parses is written back and must parse to the same again.
#include "broker/group/group_records.h"

#include <cstdint>

#include "base/check.h"
#include "broker/log/producer_state.h"

namespace {

using namespace atlas::broker;

void check_key(std::string_view bytes) {
    auto key = parse_group_log_key(bytes);
    if (!key) return;
    auto again = std::holds_alternative<OffsetKey>(*key)
                     ? encode_offset_key(std::get<OffsetKey>(*key))
                     : encode_group_key(std::get<GroupKey>(*key));
    ATLAS_CHECK(parse_group_log_key(again) == key, "a key comes back");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t count) {
    std::string_view bytes(reinterpret_cast<const char*>(data), count);
    check_key(bytes);
    if (auto group = parse_group(bytes)) {
        ATLAS_CHECK(parse_group(encode_group(*group)) == group, "a group comes back");
    }
    if (auto offset = parse_offset(bytes)) {
        auto again = parse_offset(encode_offset(*offset));
        ATLAS_CHECK(again && again->metadata == offset->metadata, "an offset comes back");
    }
    if (auto topics = parse_subscribed_topics(bytes)) {
        ATLAS_CHECK(topics->size() <= count / 2, "every topic has its bytes");
    }
    if (auto state = parse_producer_snapshot(bytes)) {
        auto again = parse_producer_snapshot(encode_producer_snapshot(*state));
        ATLAS_CHECK(again && again->all().size() == state->all().size(), "producers come back");
    }
    return 0;
}
