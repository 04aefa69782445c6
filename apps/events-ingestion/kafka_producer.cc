// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/kafka_producer.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include <fmt/core.h>
#include <librdkafka/rdkafka.h>

#include "base/log.h"

namespace atlas::ingestion {
namespace {

using namespace std::chrono_literals;

constexpr auto watch_interval = 3s;
constexpr auto watch_retry_interval = 500ms;
constexpr int ask_timeout_ms = 3000;

template <auto destroy>
struct Destroy {
    void operator()(auto* object) const { destroy(object); }
};
using Conf = std::unique_ptr<rd_kafka_conf_t, Destroy<rd_kafka_conf_destroy>>;
using Handle = std::unique_ptr<rd_kafka_t, Destroy<rd_kafka_destroy>>;
using Topic = std::unique_ptr<rd_kafka_topic_t, Destroy<rd_kafka_topic_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Destroy<rd_kafka_queue_destroy>>;
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, Destroy<rd_kafka_NewTopic_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Destroy<rd_kafka_event_destroy>>;

/// librdkafka rounds its sleep down to whole milliseconds and spins for the rest. With a whole
/// linger time, a thread that begins to sleep slightly late spins for almost a millisecond. The
/// extra quarter keeps the rounded sleep at the whole linger time for delays of up to that quarter.
std::string linger_text(std::chrono::milliseconds linger) {
    constexpr std::string_view above_the_whole = ".25";
    return std::to_string(linger.count()).append(linger.count() > 0 ? above_the_whole : "");
}

/// Translates a record's error for the client.
Delivery failed_delivery(rd_kafka_resp_err_t error) {
    Delivery delivery{503, "not_acknowledged", -1, -1, rd_kafka_err2str(error)};
    switch (error) {
        case RD_KAFKA_RESP_ERR__QUEUE_FULL:
            delivery.code = "queue_full";
            break;
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
            delivery.status = 413;
            delivery.code = "record_too_large";
            break;
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
            delivery.code = "kafka_refused";
            break;
        case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
            // The record may have been written; consumers recognize a retry by its messageId.
            delivery.message += "; it may have been written";
            break;
        default:
            break;
    }
    return delivery;
}

/// Counts one delivery; the last one calls `done` and deletes the Sending.
void close_one(Sending* sending) {
    if (sending->open.fetch_sub(1) != 1) return;
    std::unique_ptr<Sending> owned(sending);
    owned->done(owned->records);
}

class LibrdkafkaProducer final : public KafkaProducer {
public:
    explicit LibrdkafkaProducer(Options options)
        : options_(std::move(options)), topic_name_(options_.settings.topic) {}
    ~LibrdkafkaProducer() override { stop(0ms); }

    Result<> open();
    void send(std::unique_ptr<Sending> sending) override;
    bool stop(std::chrono::milliseconds within) override;
    State state() const override;
    const std::string& topic() const override { return topic_name_; }

private:
    Result<Conf> configure();
    static void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void*);
    static void on_error(rd_kafka_t* handle, int code, const char* reason, void* opaque);
    static void on_log(const rd_kafka_t*, int level, const char* facility, const char* text);
    static void on_token_wanted(rd_kafka_t* handle, const char*, void* opaque);
    void watch(const std::stop_token& stopped);
    std::string look();
    std::string make_topic();

    // Constant after open.
    const Options options_;
    const std::string topic_name_;
    Handle handle_;
    Topic topic_;

    mutable std::mutex mutex_;
    std::condition_variable_any wake_;
    std::string why_not_ready_ = "Kafka has not answered yet";  // Guarded by mutex_.
    bool stopped_ = false;                                      // Owner's thread only.

    std::jthread deliveries_;
    std::jthread watch_;
};

Result<Conf> LibrdkafkaProducer::configure() {
    const Settings& settings = options_.settings;
    auto milliseconds = [](std::chrono::milliseconds value) {
        return std::to_string(value.count());
    };
    std::vector<std::pair<std::string, std::string>> values = {
        {"bootstrap.servers", settings.bootstrap},
        {"client.id", "events-ingestion"},
        {"enable.idempotence", "true"},
        {"acks", "all"},
        {"partitioner", "murmur2_random"},
        {"linger.ms", linger_text(settings.linger)},
        // Events are similar, so they compress well. A compressed batch is also one buffer:
        // otherwise librdkafka writes small records to TLS one by one.
        {"compression.codec", "lz4"},
        {"message.timeout.ms", milliseconds(settings.delivery_timeout)},
        // The in-flight budget bounds memory; these limits are a second safeguard.
        {"queue.buffering.max.messages", "500000"},
        {"queue.buffering.max.kbytes",
         std::to_string(2 * settings.limits.inflight_bytes_max / 1024 + 1024)},
        {"socket.nagle.disable", "true"},
        {"socket.keepalive.enable", "true"},
        {"reconnect.backoff.ms", "50"},
        {"reconnect.backoff.max.ms", "1000"},
        {"log.connection.close", "false"},
    };
    if (!settings.plaintext) {
        values.emplace_back("security.protocol", "SASL_SSL");
        values.emplace_back("sasl.mechanisms", "OAUTHBEARER");
        values.emplace_back("ssl.ca.location", settings.ca_file);
        values.emplace_back("ssl.endpoint.identification.algorithm", "https");
    }
    Conf conf(rd_kafka_conf_new());
    for (const auto& [name, value] : values) {
        char why[256];
        if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), why, sizeof why) !=
            RD_KAFKA_CONF_OK) {
            return Error(ErrorCode::invalid_argument, why);
        }
    }
    rd_kafka_conf_set_opaque(conf.get(), this);
    rd_kafka_conf_set_dr_msg_cb(conf.get(), on_delivery);
    rd_kafka_conf_set_error_cb(conf.get(), on_error);
    rd_kafka_conf_set_log_cb(conf.get(), on_log);
    if (!settings.plaintext) {
        // Tokens are fetched on librdkafka's background thread, so that deliveries do not wait.
        rd_kafka_conf_set_oauthbearer_token_refresh_cb(conf.get(), on_token_wanted);
        rd_kafka_conf_enable_sasl_queue(conf.get(), 1);
    }
    return conf;
}

Result<> LibrdkafkaProducer::open() {
    auto conf = ATLAS_TRY(configure());
    char why[256];
    handle_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf.get(), why, sizeof why));
    if (!handle_) return Error(ErrorCode::invalid_argument, why);
    (void)conf.release();  // rd_kafka_new has taken ownership.
    if (!options_.settings.plaintext) {
        if (auto* error = rd_kafka_sasl_background_callbacks_enable(handle_.get())) {
            std::string text = rd_kafka_error_string(error);
            rd_kafka_error_destroy(error);
            return Error(ErrorCode::invalid_argument, std::move(text));
        }
    }
    topic_.reset(rd_kafka_topic_new(handle_.get(), topic_name_.c_str(), nullptr));
    if (!topic_) {
        return Error(ErrorCode::invalid_argument, rd_kafka_err2str(rd_kafka_last_error()));
    }
    deliveries_ = std::jthread([this](const std::stop_token& stopped) {
        while (!stopped.stop_requested())
            rd_kafka_poll(handle_.get(), 100);
    });
    watch_ = std::jthread([this](const std::stop_token& stopped) { watch(stopped); });
    return {};
}

void LibrdkafkaProducer::send(std::unique_ptr<Sending> sending) {
    Sending* owner = sending.release();  // Deleted by the last close_one.
    auto& records = owner->records;
    // One more than the number of records, so that deliveries during this call cannot delete it.
    owner->open = records.size() + 1;
    std::vector<rd_kafka_message_t> messages(records.size());
    for (std::size_t index = 0; index < records.size(); ++index) {
        auto& record = records[index];
        record.owner = owner;
        // librdkafka's pointers are not const; without F_COPY and F_FREE it only reads from them.
        messages[index].payload = const_cast<char*>(record.value.data());
        messages[index].len = record.value.size();
        messages[index].key = const_cast<char*>(record.key.data());
        messages[index].key_len = record.key.size();
        messages[index]._private = &record;
    }
    int taken = rd_kafka_produce_batch(
        topic_.get(), RD_KAFKA_PARTITION_UA, 0, messages.data(), static_cast<int>(messages.size())
    );
    if (taken != static_cast<int>(messages.size())) {
        for (std::size_t index = 0; index < messages.size(); ++index) {
            if (messages[index].err == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
            records[index].delivery = failed_delivery(messages[index].err);
            close_one(owner);
        }
    }
    close_one(owner);
}

void LibrdkafkaProducer::on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
    auto* record = static_cast<Sending::Record*>(message->_private);
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        record->delivery = {200, "ok", message->partition, message->offset, ""};
    } else {
        record->delivery = failed_delivery(message->err);
    }
    close_one(record->owner);
}

void LibrdkafkaProducer::on_error(rd_kafka_t* handle, int code, const char* reason, void* opaque) {
    auto* self = static_cast<LibrdkafkaProducer*>(opaque);
    if (code != RD_KAFKA_RESP_ERR__FATAL) {
        log::warning("kafka", "{}: {}", rd_kafka_err2name(rd_kafka_resp_err_t(code)), reason);
        return;
    }
    char why[256];
    auto cause = rd_kafka_fatal_error(handle, why, sizeof why);
    log::error("kafka", "cannot go on: {}: {}", rd_kafka_err2name(cause), why);
    self->options_.fatal();
}

void LibrdkafkaProducer::on_log(
    const rd_kafka_t*, int level, const char* facility, const char* text
) {
    // syslog levels: 3 error, 4 warning, 5 notice, 6 informational.
    auto ours = level <= 3   ? log::Level::error
                : level <= 4 ? log::Level::warning
                             : log::Level::debug;
    log::line(ours, "librdkafka", "{}: {}", facility, text);
}

void LibrdkafkaProducer::on_token_wanted(rd_kafka_t* handle, const char*, void* opaque) {
    auto* self = static_cast<LibrdkafkaProducer*>(opaque);
    auto token = self->options_.token();
    if (!token) {
        log::error("kafka", "no token: {}", token.error().message());
        rd_kafka_oauthbearer_set_token_failure(handle, token.error().message().c_str());
        return;
    }
    auto expiry_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
        token.value().expiry.time_since_epoch()
    );
    char why[256];
    auto error = rd_kafka_oauthbearer_set_token(
        handle,
        token.value().text.c_str(),
        expiry_ms.count(),
        "kafka-cluster",
        nullptr,
        0,
        why,
        sizeof why
    );
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        log::error("kafka", "token refused: {}", why);
        rd_kafka_oauthbearer_set_token_failure(handle, why);
    }
}

void LibrdkafkaProducer::watch(const std::stop_token& stopped) {
    while (!stopped.stop_requested()) {
        auto why_not = look();
        std::unique_lock lock(mutex_);
        if (why_not != why_not_ready_) {
            why_not.empty() ? log::info("kafka", "topic {} is ready", topic_name_)
                            : log::warning("kafka", "not ready: {}", why_not);
            why_not_ready_ = why_not;
        }
        std::chrono::milliseconds pause = watch_interval;
        if (!why_not.empty()) pause = watch_retry_interval;
        wake_.wait_for(lock, stopped, pause, [] { return false; });
    }
}

// Empty if the brokers answer and all partitions of the topic have a leader, else the reason.
// Creates the topic if it does not exist.
std::string LibrdkafkaProducer::look() {
    const rd_kafka_metadata_t* metadata = nullptr;
    auto error = rd_kafka_metadata(handle_.get(), 0, topic_.get(), &metadata, ask_timeout_ms);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return rd_kafka_err2str(error);
    std::unique_ptr<const rd_kafka_metadata_t, Destroy<rd_kafka_metadata_destroy>> owned(metadata);
    if (metadata->topic_cnt != 1) return "Kafka did not describe the topic";
    const auto& described = metadata->topics[0];
    if (described.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return make_topic();
    if (described.err != RD_KAFKA_RESP_ERR_NO_ERROR) return rd_kafka_err2str(described.err);
    for (int index = 0; index < described.partition_cnt; ++index) {
        const auto& partition = described.partitions[index];
        if (partition.leader < 0) return fmt::format("partition {} has no leader", partition.id);
    }
    return described.partition_cnt > 0 ? "" : "the topic has no partitions yet";
}

// Returns why the topic is not ready; after a success the next `look` finds it.
std::string LibrdkafkaProducer::make_topic() {
    char why[256];
    constexpr int cluster_default = -1;
    NewTopic wanted(rd_kafka_NewTopic_new(
        topic_name_.c_str(), options_.settings.topic_partitions, cluster_default, why, sizeof why
    ));
    if (!wanted) return why;
    Queue queue(rd_kafka_queue_new(handle_.get()));
    auto* list = wanted.get();
    rd_kafka_CreateTopics(handle_.get(), &list, 1, nullptr, queue.get());
    Event event(rd_kafka_queue_poll(queue.get(), 10 * 1000));
    if (!event) return "Kafka did not answer CreateTopics";
    if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return fmt::format("CreateTopics: {}", rd_kafka_event_error_string(event.get()));
    }
    std::size_t count = 0;
    auto* results = rd_kafka_CreateTopics_result_topics(
        rd_kafka_event_CreateTopics_result(event.get()), &count
    );
    auto error = count == 1 ? rd_kafka_topic_result_error(results[0]) : RD_KAFKA_RESP_ERR_UNKNOWN;
    // Another task of the service may have created it first.
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR || error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
        return "the topic was just made";
    }
    const char* said = count == 1 ? rd_kafka_topic_result_error_string(results[0]) : nullptr;
    return fmt::format("CreateTopics: {}", said ? said : rd_kafka_err2str(error));
}

bool LibrdkafkaProducer::stop(std::chrono::milliseconds within) {
    if (stopped_ || !handle_) return true;
    stopped_ = true;
    watch_.request_stop();
    rd_kafka_flush(handle_.get(), static_cast<int>(within.count()));
    int left = rd_kafka_outq_len(handle_.get());
    if (left > 0) {
        rd_kafka_purge(handle_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
        rd_kafka_flush(handle_.get(), 1000);
    }
    deliveries_.request_stop();
    if (deliveries_.joinable()) deliveries_.join();
    if (watch_.joinable()) watch_.join();
    return left == 0;
}

Producer::State LibrdkafkaProducer::state() const {
    State state;
    state.queued = static_cast<std::size_t>(rd_kafka_outq_len(handle_.get()));
    std::lock_guard lock(mutex_);
    state.ready = why_not_ready_.empty();
    state.why = why_not_ready_;
    return state;
}

}  // namespace

Result<std::unique_ptr<KafkaProducer>> KafkaProducer::start(Options options) {
    auto producer = std::make_unique<LibrdkafkaProducer>(std::move(options));
    ATLAS_TRY(producer->open().during("start the Kafka producer"));
    return std::unique_ptr<KafkaProducer>(std::move(producer));
}

}  // namespace atlas::ingestion
