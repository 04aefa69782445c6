// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/results.h"

#include <array>
#include <charconv>

#include <fmt/core.h>

namespace atlas::ingestion {
namespace {

net::Response json_response(int status, std::string body) {
    net::Response response;
    response.status = status;
    response.headers.add("Content-Type", "application/json");
    if (status == 503) response.headers.add("Retry-After", std::to_string(retry_after_s));
    response.body = std::move(body);
    return response;
}

void append_number(std::string& out, std::string_view name, std::int64_t value) {
    std::array<char, 24> digits;
    auto end = std::to_chars(digits.begin(), digits.end(), value).ptr;
    out.append(name).append(digits.begin(), end);
}

void append_head(
    std::string& out, std::size_t index, const Reading& reading, int status, std::string_view code
) {
    append_number(out, index == 0 ? R"({"index":)" : R"(,{"index":)", static_cast<int64_t>(index));
    if (reading.event.message_id.given()) {
        out.append(R"(,"messageId":")").append(reading.event.message_id.inside).push_back('"');
    }
    append_number(out, R"(,"status":)", status);
    out.append(R"(,"code":")").append(code).push_back('"');
}

void append_invalid(std::string& out, std::size_t index, const Reading& reading) {
    const EventError& error = *reading.error;
    append_head(out, index, reading, error.status, error.code);
    if (!error.field.empty()) out.append(R"(,"field":")").append(error.field).push_back('"');
    out.append(R"(,"message":)");
    append_quoted(out, error.message);
    out.push_back('}');
}

void append_delivery(
    std::string& out,
    std::size_t index,
    const Reading& reading,
    const Delivery& delivery,
    const std::string& topic
) {
    append_head(out, index, reading, delivery.status, delivery.code);
    if (delivery.status == 200) {
        out.append(R"(,"topic":")").append(topic);
        append_number(out, R"(","partition":)", delivery.partition);
        // librdkafka has no offset if a retry found the record already written.
        if (delivery.offset >= 0) append_number(out, R"(,"offset":)", delivery.offset);
    } else {
        out.append(R"(,"message":)");
        append_quoted(out, delivery.message);
    }
    out.push_back('}');
}

int status_of(const Tally& tally, const std::vector<Reading>& readings) {
    if (tally.invalid == 0 && tally.failed == 0) return 200;
    // Clients take 2xx as "nothing to retry", so one failed event decides the status.
    if (tally.failed > 0) return 503;
    if (tally.acknowledged > 0) return 207;
    return readings.size() == 1 ? readings.front().error->status : 422;
}

}  // namespace

net::Response encode_results(
    const std::string& topic,
    const std::vector<Reading>& readings,
    const std::vector<Sending::Record>& deliveries,
    Tally& tally
) {
    std::string entries;
    entries.reserve(readings.size() * (128 + topic.size()));
    auto record = deliveries.begin();
    for (std::size_t index = 0; index < readings.size(); ++index) {
        const Reading& reading = readings[index];
        if (reading.error) {
            ++tally.invalid;
            append_invalid(entries, index, reading);
            continue;
        }
        const Delivery& delivery = (record++)->delivery;
        if (delivery.status == 200) {
            ++tally.acknowledged;
        } else if (delivery.status < 500) {
            ++tally.invalid;
        } else {
            ++tally.failed;
        }
        append_delivery(entries, index, reading, delivery, topic);
    }
    std::string body;
    body.reserve(entries.size() + 64);
    append_number(body, R"({"acknowledged":)", static_cast<std::int64_t>(tally.acknowledged));
    append_number(body, R"(,"refused":)", static_cast<std::int64_t>(tally.invalid + tally.failed));
    body.append(R"(,"results":[)").append(entries).append("]}");
    auto response = json_response(status_of(tally, readings), std::move(body));
    if (response.status < 300) response.headers.add("X-Durability", "kafka");
    return response;
}

net::Response encode_body_error(const BodyError& error, const Limits& limits) {
    std::string body = R"({"error":{"code":")" + error.code + R"(","message":)";
    append_quoted(body, error.message);
    if (error.status == 413) {
        body += fmt::format(
            R"(,"exceeded":"{}","limits":{{"event_bytes_max":{},"batch_bytes_max":{},)"
            R"("batch_events_max":{}}})",
            error.limit,
            limits.event_bytes_max,
            limits.batch_bytes_max,
            limits.batch_events_max
        );
    }
    return json_response(error.status, body + "}}");
}

net::Response encode_error(int status, std::string_view code, std::string_view message) {
    std::string body = R"({"error":{"code":")" + std::string(code) + R"(","message":)";
    append_quoted(body, message);
    return json_response(status, body + "}}");
}

}  // namespace atlas::ingestion
