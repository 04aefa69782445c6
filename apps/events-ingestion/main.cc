// SPDX-License-Identifier: Apache-2.0
// events-ingestion: settings → producer → HTTP server → wait for SIGTERM → drain. Exit codes:
// 0 clean stop, 1 fatal error of librdkafka or events left, 2 wrong settings or failed start.
#include <atomic>
#include <csignal>
#include <cstdlib>

#include "base/log.h"
#include "events-ingestion/ingestion.h"
#include "events-ingestion/kafka_producer.h"
#include "net/server.h"

namespace atlas::ingestion {
namespace {

using namespace std::chrono_literals;

std::optional<std::string> environment(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    if (!value) return std::nullopt;
    return value;
}

/// Blocks SIGTERM and SIGINT in this thread and in all threads it starts; `run` waits for them with
/// sigwait.
sigset_t block_stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

net::ServerOptions server_options(const Settings& settings, Ingestion& ingestion) {
    net::ServerOptions options;
    options.threads = settings.threads;
    options.body_sink = [&ingestion](const net::Request& request) {
        return ingestion.choose_sink(request);
    };
    options.header_bytes_max = header_bytes_max;
    options.header_timeout = 15s;
    options.body_timeout = 15s;
    return options;
}

int run(Settings settings, const sigset_t& stop_signals) {
    std::atomic<bool> fatal = false;
    SystemClock clock;
    SystemRandom random;
    KafkaProducer::Options options;
    options.settings = settings;
    options.token = [&clock, region = settings.region]() -> Result<MskToken> {
        auto credentials = ATLAS_TRY(read_credentials(environment));
        return sign_msk_token(credentials, region, clock.now());
    };
    options.fatal = [&fatal] {
        fatal = true;
        kill(getpid(), SIGTERM);
    };
    auto producer = KafkaProducer::start(std::move(options));
    if (!producer) {
        log::error("start", "{}", producer.error().message());
        return 2;
    }
    Ingestion ingestion(
        settings.limits, std::move(settings.keys), {*producer.value(), clock, random}
    );
    auto server = net::Server::create(
        server_options(settings, ingestion),
        [&ingestion](net::Request request, net::Respond respond) {
            ingestion.handle(std::move(request), std::move(respond));
        }
    );
    auto socket = net::open_listener(settings.address, settings.port);
    if (!socket) {
        log::error("start", "{}", socket.error().message());
        return 2;
    }
    auto port = net::port_of(socket.value());
    if (auto listening = server->listen(std::move(socket).value()); !listening) {
        log::error("start", "{}", listening.error().message());
        return 2;
    }
    log::info("start", "listening on {}:{}", settings.address, port ? port.value() : settings.port);

    int signal = 0;
    sigwait(&stop_signals, &signal);
    log::info("stop", "signal {}: finishing what was taken", signal);
    ingestion.drain();
    server->stop(9s);
    bool empty = producer.value()->stop(1s);
    log::info("stop", "{}", empty ? "every event was answered" : "events were left behind");
    return fatal || !empty ? 1 : 0;
}

}  // namespace
}  // namespace atlas::ingestion

int main() {
    using namespace atlas::ingestion;
    auto stop_signals = block_stop_signals();
    auto loaded = load_settings(environment);
    if (auto* problems = std::get_if<Problems>(&loaded)) {
        for (const auto& problem : *problems)
            atlas::log::error("settings", "{}", problem);
        return 2;
    }
    return run(std::get<Settings>(std::move(loaded)), stop_signals);
}
