// SPDX-License-Identifier: Apache-2.0
// Bodies of events: what the scanner takes is JSON to the parser too, an event that is taken is
// whole, and what goes on the topic is JSON again.
#include <cstdint>

#include "base/check.h"
#include "events-ingestion/batch.h"
#include "events-ingestion/envelope.h"
#include "events-ingestion/inflate.h"
#include "json/value.h"

namespace {

using namespace atlas;
using namespace atlas::ingestion;

constexpr std::size_t bytes_max = 1 << 16;

void check_event(const Event& event) {
    ATLAS_CHECK(event.key().given(), "an event that is taken has a key");
    std::string key;
    event.key().append_to(key);
    ATLAS_CHECK(
        !key.empty() && key.size() <= 4 * id_characters_max, "a key is neither empty nor too long"
    );
    std::string record;
    append_envelope(
        record, {"2026-11-22T20:49:43.934Z", "web"}, event.message_id.inside, event.raw
    );
    auto text = json::Limits{2 * bytes_max, static_cast<std::size_t>(depth_max) + 2};
    auto parsed = json::parse(record, text);
    // The parser also refuses a name that stands twice, anywhere; the scanner only those it reads.
    bool twice = !parsed && parsed.error().message().find("twice") != std::string::npos;
    ATLAS_CHECK(parsed || twice, "what goes on the topic is JSON");
}

void check_batch(const Batch& batch, const Limits& limits) {
    if (batch.error) return;
    ATLAS_CHECK(!batch.readings.empty(), "a batch that is read has events");
    ATLAS_CHECK(batch.readings.size() <= limits.batch_events_max, "a batch keeps its limit");
    for (const auto& [event, error] : batch.readings) {
        if (error) continue;
        ATLAS_CHECK(event.raw.size() <= limits.event_bytes_max, "an event keeps its limit");
        check_event(event);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    std::string_view body(reinterpret_cast<const char*>(bytes), size);
    Limits limits;
    limits.batch_bytes_max = bytes_max;
    limits.batch_events_max = 50;
    check_batch(read_single(body, limits), limits);
    check_batch(read_json_batch(body, limits), limits);
    check_batch(read_ndjson_batch(body, limits), limits);
    if (auto inflated = inflate_gzip(body, bytes_max)) {
        ATLAS_CHECK(inflated.value().size() <= bytes_max, "a body keeps its limit");
        check_batch(read_json_batch(inflated.value(), limits), limits);
    }
    return 0;
}
