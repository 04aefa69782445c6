// SPDX-License-Identifier: Apache-2.0
#include "engines/msk/fake_broker.h"

#include <cstring>
#include <filesystem>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/check.h"
#include "net/server.h"

namespace atlas::engines::msk {
namespace {

/// One line and whether a descriptor came with it; an empty line at the end.
std::pair<std::string, bool> receive(const linux::Fd& connection) {
    std::pair<std::string, bool> received;
    while (!received.first.ends_with('\n')) {
        char buffer[4096];
        iovec piece{.iov_base = buffer, .iov_len = sizeof buffer};
        alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int))] = {};
        msghdr message{};
        message.msg_iov = &piece;
        message.msg_iovlen = 1;
        message.msg_control = space;
        message.msg_controllen = sizeof space;
        auto count = ::recvmsg(connection.number(), &message, MSG_CMSG_CLOEXEC);
        if (count <= 0) return {};
        received.first.append(buffer, static_cast<std::size_t>(count));
        auto* header = CMSG_FIRSTHDR(&message);
        if (!header || header->cmsg_type != SCM_RIGHTS) continue;
        int number = -1;
        std::memcpy(&number, CMSG_DATA(header), sizeof number);
        linux::Fd passed(number);
        received.second = true;
    }
    return received;
}

void say_ready(const std::string& folder) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    (folder + "/ready.sock").copy(name.sun_path, sizeof name.sun_path - 1);
    const linux::Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    (void
    )::sendto(socket.number(), "READY=1", 7, 0, reinterpret_cast<sockaddr*>(&name), sizeof name);
}

std::string text_of(const json::Value& command, const char* name) {
    auto* member = command.find(name);
    return member && member->as_string() ? *member->as_string() : "";
}

int broker_of(const json::Value& command) {
    auto* listener = command.find("listener");
    auto* broker = listener ? listener->find("broker") : nullptr;
    return broker && broker->as_int() ? static_cast<int>(*broker->as_int()) : 0;
}

}  // namespace

FakeBroker::FakeBroker(const std::string& folder) {
    std::filesystem::create_directories(folder);
    auto opened = net::open_unix_listener(folder + "/control.sock");
    ATLAS_CHECK(opened.ok(), "a test's broker listens in its folder");
    listener_ = std::move(opened).value();
    say_ready(folder);
    thread_ = std::thread([this] { serve(); });
}

FakeBroker::~FakeBroker() {
    ::shutdown(listener_.number(), SHUT_RDWR);
    thread_.join();
}

void FakeBroker::refuse(const std::string& command, int broker) {
    std::scoped_lock lock(mutex_);
    refused_.emplace(command, broker);
}

void FakeBroker::fall_silent() {
    std::scoped_lock lock(mutex_);
    silent_ = true;
}

std::vector<std::string> FakeBroker::told() {
    std::scoped_lock lock(mutex_);
    return told_;
}

void FakeBroker::forget_told() {
    std::scoped_lock lock(mutex_);
    told_.clear();
}

std::set<int> FakeBroker::public_brokers() {
    std::scoped_lock lock(mutex_);
    return public_;
}

void FakeBroker::serve() {
    for (;;) {
        // The listener is non-blocking; the destructor's shutdown shows as POLLHUP.
        pollfd waiting{.fd = listener_.number(), .events = POLLIN, .revents = 0};
        ::poll(&waiting, 1, -1);
        if (waiting.revents & POLLHUP) return;
        linux::Fd connection(::accept4(listener_.number(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!connection) continue;
        std::scoped_lock lock(mutex_);
        if (silent_) {
            kept_.push_back(std::move(connection));
        } else {
            serve(connection);
        }
    }
}

void FakeBroker::serve(const linux::Fd& connection) {
    auto [line, with_descriptor] = receive(connection);
    auto command = json::parse(line);
    if (!command) return;
    auto text = answer(command.value(), with_descriptor) + "\n";
    (void)::send(connection.number(), text.data(), text.size(), MSG_NOSIGNAL);
}

void FakeBroker::get_into(const std::string& trouble) {
    std::scoped_lock lock(mutex_);
    trouble_ = trouble;
}

std::string FakeBroker::answer(const json::Value& command, bool with_descriptor) {
    const auto name = text_of(command, "command");
    if (name == "trouble") {
        json::Object answer;
        answer["ok"] = true;
        answer["trouble"] = trouble_;
        return json::serialize(answer);
    }
    const auto broker = broker_of(command);
    auto heard = name;
    if (broker) heard += " " + std::to_string(broker);
    if (with_descriptor) heard += " with a descriptor";
    told_.push_back(heard);
    if (refused_.erase({name, broker}) > 0) return R"({"ok":false,"error":"not today"})";
    if (name == "status") return status();
    if (name == "add-listener") public_.insert(broker);
    if (name == "remove-listeners") public_.clear();
    return R"({"ok":true})";
}

std::string FakeBroker::status() const {
    json::Array listeners;
    for (int broker : public_) {
        json::Object shown;
        shown["set"] = "public";
        shown["broker"] = broker;
        shown["descriptor"] = 4 + broker;
        listeners.emplace_back(std::move(shown));
    }
    json::Object internal;
    internal["set"] = "internal";
    internal["broker"] = 1;
    internal["descriptor"] = 3;
    listeners.emplace_back(std::move(internal));
    json::Object all;
    all["ok"] = true;
    all["listeners"] = std::move(listeners);
    return json::serialize(all);
}

}  // namespace atlas::engines::msk
