// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "broker/handlers/kafka_session.h"
#include "broker/main/broker_process.h"
#include "linux/error.h"

// The part of BrokerProcess for listeners and the commands of the control socket.
namespace atlas::broker {
namespace {

std::string text_of(const json::Value& command, std::string_view name) {
    const auto* member = command.find(name);
    const auto* text = member ? member->as_string() : nullptr;
    return text ? *text : "";
}

json::Value agreed() {
    json::Object answer;
    answer["ok"] = true;
    return answer;
}

/// Checks that an inherited or passed descriptor is a listening socket and sets its flags.
Result<linux::Fd> as_listener(linux::Fd socket) {
    int listening = 0;
    socklen_t size = sizeof listening;
    if (::getsockopt(socket.number(), SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 ||
        !listening)
        return Error(ErrorCode::invalid_argument, "the descriptor is no listening socket");
    ::fcntl(socket.number(), F_SETFL, ::fcntl(socket.number(), F_GETFL) | O_NONBLOCK);
    ::fcntl(socket.number(), F_SETFD, FD_CLOEXEC);
    return socket;
}

int port_of(const linux::Fd& socket) {
    sockaddr_in name{};
    socklen_t size = sizeof name;
    ::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&name), &size);
    return ntohs(name.sin_port);
}

}  // namespace

Result<> BrokerProcess::open_listeners() {
    server_ = std::make_unique<Server>(*loop_, Server::Settings{.answers = broker_->records});
    for (const auto& listener : config_.listeners)
        ATLAS_TRY(listen(listener, {}).during("listener " + listener.host));
    return {};
}

Result<> BrokerProcess::open_control() {
    control_ = ATLAS_TRY(ControlSocket::open(
        *loop_,
        config_.control_socket,
        [this](const json::Value& command, linux::Fd passed) {
            return answer(command, std::move(passed));
        }
    ));
    return {};
}

Result<linux::Fd> BrokerProcess::socket_of(const ListenerConfig& listener, linux::Fd passed) const {
    if (passed) return as_listener(std::move(passed));
    if (listener.fd) return as_listener(linux::Fd(*listener.fd));
    const int port = listener.bind_port.value_or(listener.port);
    return open_tcp_listener(listener.bind, static_cast<std::uint16_t>(port));
}

Result<> BrokerProcess::listen(const ListenerConfig& listener, linux::Fd passed) {
    if (!broker_->nodes.has_broker(listener.broker))
        return Error(ErrorCode::invalid_argument, "broker: not among brokers");
    if (!listener.plaintext() && (!identity_ || !broker_->snapshot))
        return Error(ErrorCode::invalid_argument, "SASL_SSL needs tls and snapshot");
    auto socket = ATLAS_TRY(socket_of(listener, std::move(passed)));
    const int port = listener.port == 0 ? port_of(socket) : listener.port;
    const int descriptor = socket.number();
    const Endpoint endpoint{listener.broker, listener.set, !listener.plaintext()};
    ATLAS_TRY(server_->listen(
        listener.set,
        std::move(socket),
        [this, plain = listener.plaintext()] { return plain ? nullptr : identity_; },
        [this, endpoint](std::string peer) {
            return std::make_unique<KafkaSession>(*broker_, endpoint, std::move(peer));
        }
    ));
    descriptors_[{listener.set, listener.broker}] = descriptor;
    broker_->nodes.add_listener(listener.set, listener.broker, listener.host, port);
    log::info(
        "broker",
        "broker {} listens as {} {}:{}",
        listener.broker,
        listener.set,
        listener.host,
        port
    );
    return {};
}

Result<> BrokerProcess::reload() {
    auto text = ATLAS_TRY(linux::load_file(files_, config_file_));
    auto fresh = ATLAS_TRY(parse_config(text).during(config_file_));
    auto credentials = ATLAS_TRY(load_credentials(fresh));
    // Nothing fails from here on.
    apply(std::move(credentials));
    config_.snapshot = std::move(fresh.snapshot);
    config_.tls = std::move(fresh.tls);
    config_.properties = std::move(fresh.properties);
    properties_ = Properties({config_.properties.begin(), config_.properties.end()});
    broker_->session_max =
        std::chrono::milliseconds(properties_.number("connections.max.reauth.ms"));
    topics_->properties_changed();
    return {};
}

json::Value BrokerProcess::add_listener(const json::Value& command, linux::Fd passed) {
    const auto* described = command.find("listener");
    if (!described) return refusal("listener: missing");
    // A passed descriptor replaces `bind`; `fd` satisfies the check for one of the two.
    auto value = *described;
    if (passed && value.as_object()) (*value.as_object())["fd"] = passed.number();
    auto listener = parse_listener(value);
    if (!listener) return refusal(listener.error().message());
    auto listening = listen(listener.value(), std::move(passed));
    return listening ? agreed() : refusal(listening.error().message());
}

json::Value BrokerProcess::remove_listeners(const json::Value& command) {
    const auto set = text_of(command, "set");
    if (set.empty()) return refusal("set: missing");
    server_->stop_listening(set);
    std::erase_if(descriptors_, [&](const auto& each) { return each.first.first == set; });
    broker_->nodes.remove_set(set);
    return agreed();
}

json::Value BrokerProcess::answer(const json::Value& command, linux::Fd passed) {
    const auto name = text_of(command, "command");
    if (name == "status") return status();
    if (name == "trouble") {
        auto told = agreed();
        (*told.as_object())["trouble"] = log_->trouble();
        return told;
    }
    if (name == "add-listener") return add_listener(command, std::move(passed));
    if (name == "remove-listeners") return remove_listeners(command);
    if (name != "reload") return refusal("there is no command '" + name + "'");
    auto reloaded = reload();
    if (reloaded) return agreed();
    log::error("broker", "reload: {}", reloaded.error().message());
    return refusal(reloaded.error().message());
}

json::Value BrokerProcess::status() const {
    json::Object status;
    status["ok"] = true;
    status["pid"] = std::int64_t{::getpid()};
    status["cluster_id"] = config_.cluster_id;
    status["connections"] = static_cast<std::int64_t>(server_->connections());
    status["connections_accepted"] = static_cast<std::int64_t>(server_->accepted());
    status["topics"] = static_cast<std::int64_t>(topics_->all().size());
    json::Array failed;
    std::int64_t bytes = 0;
    std::int64_t partitions = 0;
    for (const auto& partition : log_->partitions()) {
        ++partitions;
        bytes += partition->size_bytes();
        if (auto why = partition->failure(); !why.empty())
            failed.emplace_back(
                partition->topic() + "-" + std::to_string(partition->number()) + ": " + why
            );
    }
    status["partitions"] = partitions;
    status["bytes"] = bytes;
    status["failed_partitions"] = std::move(failed);
    const auto counters = log_->counters();
    status["syncs"] = static_cast<std::int64_t>(counters.syncs);
    status["appends_decided"] = static_cast<std::int64_t>(counters.appends_decided);
    status["open_files"] = static_cast<std::int64_t>(counters.open_files);
    status["trouble"] = log_->trouble();
    json::Array listeners;
    for (const auto& set : broker_->nodes.sets()) {
        for (const auto& node : broker_->nodes.of(set)) {
            json::Object one;
            one["set"] = set;
            one["broker"] = node.id;
            one["host"] = node.host;
            one["port"] = node.port;
            if (auto found = descriptors_.find({set, node.id}); found != descriptors_.end())
                one["descriptor"] = found->second;
            listeners.emplace_back(std::move(one));
        }
    }
    status["listeners"] = std::move(listeners);
    return status;
}

}  // namespace atlas::broker
