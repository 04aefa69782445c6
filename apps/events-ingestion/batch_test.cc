// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/batch.h"

#include <doctest/doctest.h>

using namespace atlas::ingestion;

namespace {

const std::string good = R"({"type":"page","userId":"u"})";

std::string code_of(const Batch& batch) {
    return batch.error ? std::to_string(batch.error->status) + " " + batch.error->code : "";
}

}  // namespace

TEST_CASE("a batch is a list, or an object that has one") {
    const auto body = "[" + good + " , " + good + "]";
    auto list = read_json_batch(body, {});
    CHECK(code_of(list) == "");
    CHECK(list.readings.size() == 2);
    CHECK(list.readings[1].event.raw == good);
    auto wrapped =
        read_json_batch(R"({"sentAt":"x","batch":[)" + good + R"(],"context":{"a":[1]}})", {});
    CHECK(code_of(wrapped) == "");
    CHECK(wrapped.readings.size() == 1);
}

TEST_CASE("one bad event costs the others nothing") {
    auto batch =
        read_json_batch("[" + good + R"(,{"type":"buy","userId":"u"},7,)" + good + "]", {});
    REQUIRE(batch.readings.size() == 4);
    CHECK_FALSE(batch.readings[0].error);
    CHECK(batch.readings[1].error->code == "unknown_value");
    CHECK(batch.readings[2].error->code == "not_an_object");
    CHECK_FALSE(batch.readings[3].error);
}

TEST_CASE("a body that is no batch is refused as a whole") {
    CHECK(code_of(read_json_batch("", {})) == "400 invalid_json");
    CHECK(code_of(read_json_batch("[" + good, {})) == "400 invalid_json");
    CHECK(code_of(read_json_batch("[" + good + ",]", {})) == "400 invalid_json");
    CHECK(code_of(read_json_batch("[" + good + "] x", {})) == "400 invalid_json");
    CHECK(code_of(read_json_batch("[]", {})) == "400 empty_batch");
    CHECK(code_of(read_json_batch(R"({"batch":[]})", {})) == "400 empty_batch");
    CHECK(code_of(read_json_batch("{}", {})) == "422 not_a_batch");
    CHECK(code_of(read_json_batch("7", {})) == "422 not_a_batch");
    CHECK(code_of(read_json_batch(R"({"batch":7})", {})) == "422 not_a_batch");
    CHECK(code_of(read_json_batch(R"({"batch":[)" + good + R"(],})", {})) == "400 invalid_json");
    CHECK(code_of(read_json_batch(R"({"\u0062atch":[)" + good + "]}", {})) == "");
    CHECK(code_of(read_json_batch(R"({"a":1 "batch":[]})", {})) == "400 invalid_json");
}

TEST_CASE("each line is an event, and a broken line is its own error") {
    auto batch =
        read_ndjson_batch(good + "\n\n  \r\n{broken\n" + good + " " + good + "\n" + good, {});
    CHECK(code_of(batch) == "");
    REQUIRE(batch.readings.size() == 4);
    CHECK_FALSE(batch.readings[0].error);
    CHECK(batch.readings[1].error->code == "invalid_json");
    CHECK(batch.readings[2].error->code == "invalid_json");
    CHECK_FALSE(batch.readings[3].error);
    CHECK(code_of(read_ndjson_batch("\n \n", {})) == "400 empty_batch");
}

TEST_CASE("a limit that is exceeded is named") {
    Limits limits;
    limits.batch_events_max = 2;
    auto three = read_json_batch("[" + good + "," + good + "," + good + "]", limits);
    CHECK(code_of(three) == "413 too_many_events");
    CHECK(three.error->limit == "batch_events_max");
    CHECK(
        code_of(read_ndjson_batch(good + "\n" + good + "\n" + good, limits)) ==
        "413 too_many_events"
    );
    limits.batch_bytes_max = 10;
    CHECK(read_json_batch("[" + good + "]", limits).error->limit == "batch_bytes_max");
    CHECK(read_ndjson_batch(good, limits).error->limit == "batch_bytes_max");
    limits = {};
    limits.event_bytes_max = 10;
    auto single = read_single(good, limits);
    CHECK(code_of(single) == "413 event_too_large");
    CHECK(single.error->limit == "event_bytes_max");
}

TEST_CASE("a single body is exactly one event") {
    CHECK(code_of(read_single(" " + good + "\n", {})) == "");
    CHECK(code_of(read_single(good + good, {})) == "400 invalid_json");
    CHECK(code_of(read_single("", {})) == "400 invalid_json");
    CHECK(read_single("[" + good + "]", {}).readings[0].error->code == "not_an_object");
}
