// SPDX-License-Identifier: Apache-2.0
// Load on a Kafka broker by librdkafka, one figure a line:
//   kafka_load latency|roundtrip|produce|consume BOOTSTRAP TOPIC RECORDS BYTES
// latency: one record in flight, acks=all, time from produce() to the delivery report.
// roundtrip: the same, to the record's arrival at a consumer of this program.
// produce: as fast as it goes, linger 5 ms, acks=all. consume: all partitions from the beginning.
// With ATLAS_CA and ATLAS_TOKEN (OAUTHBEARER) over TLS, else in clear.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <librdkafka/rdkafka.h>

namespace {

using Moment = std::chrono::steady_clock::time_point;

double since(Moment begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

[[noreturn]] void fail(const std::string& why) {
    std::fprintf(stderr, "kafka_load: %s\n", why.c_str());
    std::exit(1);
}

void set(rd_kafka_conf_t* settings, const char* name, const std::string& value) {
    char why[256];
    if (rd_kafka_conf_set(settings, name, value.c_str(), why, sizeof why) != RD_KAFKA_CONF_OK)
        fail(why);
}

int outstanding = 0;
int failed = 0;

void delivered(rd_kafka_t*, const rd_kafka_message_t* record, void*) {
    --outstanding;
    if (record->err != RD_KAFKA_RESP_ERR_NO_ERROR) ++failed;
}

rd_kafka_conf_t* settings_for(const std::string& bootstrap) {
    auto* settings = rd_kafka_conf_new();
    set(settings, "bootstrap.servers", bootstrap);
    if (const char* codec = std::getenv("ATLAS_CODEC")) set(settings, "compression.codec", codec);
    if (!std::getenv("ATLAS_TOKEN")) return settings;
    set(settings, "security.protocol", "sasl_ssl");
    set(settings, "sasl.mechanisms", "OAUTHBEARER");
    set(settings, "ssl.ca.location", std::getenv("ATLAS_CA"));
    return settings;
}

rd_kafka_t* open(rd_kafka_type_t kind, rd_kafka_conf_t* settings) {
    char why[256] = "";
    auto* client = rd_kafka_new(kind, settings, why, sizeof why);
    if (!client) fail(why);
    if (const char* token = std::getenv("ATLAS_TOKEN")) {
        const auto end = std::chrono::system_clock::now() + std::chrono::minutes(14);
        const auto end_ms =
            std::chrono::duration_cast<std::chrono::milliseconds>(end.time_since_epoch()).count();
        if (rd_kafka_oauthbearer_set_token(
                client, token, end_ms, "bench", nullptr, 0, why, sizeof why
            ) != RD_KAFKA_RESP_ERR_NO_ERROR)
            fail(why);
    }
    return client;
}

void send(rd_kafka_t* client, const char* topic, std::string& value, int partition) {
    while (rd_kafka_producev(
               client,
               RD_KAFKA_V_TOPIC(topic),
               RD_KAFKA_V_PARTITION(partition),
               RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
               RD_KAFKA_V_VALUE(value.data(), value.size()),
               RD_KAFKA_V_END
           ) == RD_KAFKA_RESP_ERR__QUEUE_FULL)
        rd_kafka_poll(client, 10);
    ++outstanding;
}

void finish(rd_kafka_t* client) {
    while (outstanding > 0)
        rd_kafka_poll(client, 100);
    if (failed > 0) fail(std::to_string(failed) + " records were not delivered");
    rd_kafka_destroy(client);
}

rd_kafka_t* open_producer(const std::string& bootstrap, const char* linger_ms) {
    auto* settings = settings_for(bootstrap);
    set(settings, "linger.ms", linger_ms);
    set(settings, "acks", "all");
    set(settings, "queue.buffering.max.messages", "500000");
    rd_kafka_conf_set_dr_msg_cb(settings, delivered);
    return open(RD_KAFKA_PRODUCER, settings);
}

/// A consumer of all the topic's partitions, from `offset` on.
rd_kafka_t* open_consumer(const std::string& bootstrap, const char* topic, std::int64_t offset) {
    auto* settings = settings_for(bootstrap);
    set(settings, "group.id", "bench");
    set(settings, "enable.auto.commit", "false");
    auto* client = open(RD_KAFKA_CONSUMER, settings);
    rd_kafka_poll_set_consumer(client);
    const rd_kafka_metadata_t* metadata = nullptr;
    auto* handle = rd_kafka_topic_new(client, topic, nullptr);
    if (rd_kafka_metadata(client, 0, handle, &metadata, 20000) != RD_KAFKA_RESP_ERR_NO_ERROR)
        fail("no metadata");
    auto* list = rd_kafka_topic_partition_list_new(16);
    for (int number = 0; number < metadata->topics[0].partition_cnt; ++number)
        rd_kafka_topic_partition_list_add(list, topic, number)->offset = offset;
    rd_kafka_metadata_destroy(metadata);
    rd_kafka_assign(client, list);
    rd_kafka_topic_partition_list_destroy(list);
    rd_kafka_topic_destroy(handle);
    return client;
}

void close_consumer(rd_kafka_t* client) {
    rd_kafka_consumer_close(client);
    rd_kafka_destroy(client);
}

/// Polls until a record came, for at most so many seconds.
bool take_record(rd_kafka_t* consumer, double seconds) {
    for (const auto begin = std::chrono::steady_clock::now(); since(begin) < seconds;) {
        auto* record = rd_kafka_consumer_poll(consumer, 100);
        if (!record) continue;
        const bool came = record->err == RD_KAFKA_RESP_ERR_NO_ERROR;
        rd_kafka_message_destroy(record);
        if (came) return true;
    }
    return false;
}

void print_times(const char* what, std::size_t bytes, std::vector<double> times) {
    std::sort(times.begin(), times.end());
    const auto at = [&](double part) {
        return times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
    };
    std::printf(
        "%s, %zu B: p50 %.0f us, p99 %.0f us, worst %.0f us\n",
        what,
        bytes,
        at(0.5),
        at(0.99),
        times.back()
    );
}

void wait_for_delivery(rd_kafka_t* client) {
    while (outstanding > 0)
        rd_kafka_poll(client, 1000);
}

constexpr int warm_up = 200;

void latency(const std::string& bootstrap, const char* topic, int records, std::size_t bytes) {
    auto* client = open_producer(bootstrap, "0");
    std::string value(bytes, 'x');
    std::vector<double> times;
    for (int number = 0; number < records + warm_up; ++number) {
        const auto begin = std::chrono::steady_clock::now();
        send(client, topic, value, 0);
        wait_for_delivery(client);
        if (number >= warm_up) times.push_back(since(begin) * 1e6);
    }
    finish(client);
    print_times("acknowledged, one in flight", bytes, std::move(times));
}

void roundtrip(const std::string& bootstrap, const char* topic, int records, std::size_t bytes) {
    auto* client = open_producer(bootstrap, "0");
    auto* consumer = open_consumer(bootstrap, topic, 0);
    std::string value(bytes, 'x');
    std::vector<double> times;
    for (int number = 0; number < records + warm_up; ++number) {
        const auto begin = std::chrono::steady_clock::now();
        send(client, topic, value, 0);
        if (!take_record(consumer, 30)) fail("a record did not come back");
        if (number >= warm_up) times.push_back(since(begin) * 1e6);
        wait_for_delivery(client);
    }
    finish(client);
    close_consumer(consumer);
    print_times("consumed, one in flight", bytes, std::move(times));
}

void print_rate(const char* what, int records, std::size_t bytes, double seconds) {
    std::printf(
        "%s %d x %zu B: %.0f records/s, %.0f MB/s\n",
        what,
        records,
        bytes,
        records / seconds,
        records * static_cast<double>(bytes) / seconds / 1e6
    );
}

void produce(const std::string& bootstrap, const char* topic, int records, std::size_t bytes) {
    auto* client = open_producer(bootstrap, "5");
    std::string value(bytes, 'x');
    const auto begin = std::chrono::steady_clock::now();
    for (int number = 0; number < records; ++number) {
        send(client, topic, value, RD_KAFKA_PARTITION_UA);
        rd_kafka_poll(client, 0);
    }
    finish(client);
    print_rate("produce", records, bytes, since(begin));
}

void consume(const std::string& bootstrap, const char* topic, int records, std::size_t bytes) {
    auto* consumer = open_consumer(bootstrap, topic, 0);
    const auto begin = std::chrono::steady_clock::now();
    for (int seen = 0; seen < records; ++seen)
        if (!take_record(consumer, 30)) fail("only " + std::to_string(seen) + " records came");
    print_rate("consume", records, bytes, since(begin));
    close_consumer(consumer);
}

}  // namespace

int main(int count, char** given) {
    if (count != 6) fail("latency|roundtrip|produce|consume BOOTSTRAP TOPIC RECORDS BYTES");
    const std::string what = given[1];
    const int records = std::atoi(given[4]);
    const auto bytes = static_cast<std::size_t>(std::atoi(given[5]));
    if (what == "latency") latency(given[2], given[3], records, bytes);
    if (what == "roundtrip") roundtrip(given[2], given[3], records, bytes);
    if (what == "produce") produce(given[2], given[3], records, bytes);
    if (what == "consume") consume(given[2], given[3], records, bytes);
}
