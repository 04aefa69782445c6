// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/settings.h"

#include <charconv>

#include <fmt/core.h>

namespace atlas::ingestion {
namespace {

// Kafka refuses batches above message.max.bytes, about 1 MiB by default; this leaves space for the
// envelope.
constexpr std::int64_t event_bytes_ceiling = 1'000'000;

/// Reads variables and collects the problems with them.
class Loader {
public:
    explicit Loader(const Environment& environment) : environment_(environment) {}

    void text(const std::string& name, std::string& out) {
        if (auto value = find(name)) out = *value;
    }
    void required(const std::string& name, std::string& out) {
        text(name, out);
        if (out.empty()) problem(name, "is not set");
    }
    /// An integer within [lowest, highest].
    void number(const std::string& name, std::int64_t lowest, std::int64_t highest, auto assign) {
        auto value = find(name);
        if (!value) return;
        std::int64_t parsed = 0;
        auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), parsed);
        bool whole = error == std::errc() && end == value->data() + value->size();
        if (!whole || parsed < lowest || parsed > highest) {
            problem(name, fmt::format("must be a whole number from {} to {}", lowest, highest));
        } else {
            assign(parsed);
        }
    }
    /// Nothing if the variable is absent or empty.
    std::optional<std::string> find(const std::string& name) const {
        auto value = environment_(name);
        if (value && value->empty()) value.reset();
        return value;
    }
    void problem(const std::string& name, const std::string& what) {
        problems_.push_back(name + " " + what);
    }
    void problem(std::string sentence) { problems_.push_back(std::move(sentence)); }
    const Problems& problems() const { return problems_; }

private:
    const Environment& environment_;
    Problems problems_;
};

void load_kafka(Loader& loader, Settings& settings) {
    loader.required("KAFKA_BOOTSTRAP", settings.bootstrap);
    loader.text("KAFKA_TOPIC", settings.topic);
    loader.text("KAFKA_CA_FILE", settings.ca_file);
    auto security = loader.find("KAFKA_SECURITY").value_or("iam");
    settings.plaintext = security == "plaintext";
    if (security != "iam" && security != "plaintext") {
        loader.problem("KAFKA_SECURITY", "must be iam or plaintext");
    }
    if (settings.plaintext) {
        loader.text("AWS_REGION", settings.region);
    } else {
        loader.required("AWS_REGION", settings.region);
    }
    loader.number("KAFKA_TOPIC_PARTITIONS", 1, 1000, [&](std::int64_t value) {
        settings.topic_partitions = static_cast<int>(value);
    });
    loader.number("KAFKA_LINGER_MS", 0, 1000, [&](std::int64_t value) {
        settings.linger = std::chrono::milliseconds(value);
    });
    loader.number("KAFKA_DELIVERY_TIMEOUT_MS", 100, 300'000, [&](std::int64_t value) {
        settings.delivery_timeout = std::chrono::milliseconds(value);
    });
}

void load_limits(Loader& loader, Limits& limits) {
    auto size = [&](const std::string& name, std::int64_t highest, std::size_t& out) {
        loader.number(name, 1, highest, [&out](std::int64_t value) {
            out = static_cast<std::size_t>(value);
        });
    };
    size("EVENT_BYTES_MAX", event_bytes_ceiling, limits.event_bytes_max);
    size("BATCH_BYTES_MAX", 64 << 20, limits.batch_bytes_max);
    size("BATCH_EVENTS_MAX", 100'000, limits.batch_events_max);
    size("INFLIGHT_BYTES_MAX", std::int64_t{4} << 30, limits.inflight_bytes_max);
}

}  // namespace

std::variant<Settings, Problems> load_settings(const Environment& environment) {
    Settings settings;
    Loader loader(environment);
    load_kafka(loader, settings);
    load_limits(loader, settings.limits);
    loader.text("LISTEN_ADDRESS", settings.address);
    loader.number("PORT", 0, 65535, [&](std::int64_t value) {
        settings.port = static_cast<std::uint16_t>(value);
    });
    loader.number("IO_THREADS", 1, 64, [&](std::int64_t value) {
        settings.threads = static_cast<int>(value);
    });
    auto keys = WriteKeys::parse(loader.find("WRITE_KEYS").value_or("[]"));
    if (keys) {
        settings.keys = std::move(keys).value();
    } else {
        loader.problem(keys.error().message());
    }
    if (!loader.problems().empty()) return loader.problems();
    return settings;
}

}  // namespace atlas::ingestion
