// SPDX-License-Identifier: Apache-2.0
#include "broker/main/control_socket.h"

#include <cerrno>
#include <cstring>
#include <span>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "linux/bind_unix_socket.h"
#include "linux/error.h"

namespace atlas::broker {
namespace {

constexpr std::size_t line_bytes_max = 64 << 10;

Result<linux::Fd> listen_on(const std::string& path) {
    const std::string doing = "listen on " + path;
    linux::Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket) return linux::last_error(doing);
    ::unlink(path.c_str());
    ATLAS_TRY(linux::bind_unix_socket(socket, path).during("listen"));
    if (::listen(socket.number(), 16) != 0) return linux::last_error(doing);
    return socket;
}

/// Reads available bytes, and the descriptor that came with them. Returns as recvmsg(2).
ssize_t receive(int descriptor, std::span<char> into, linux::Fd& passed) {
    iovec part{into.data(), into.size()};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const auto got = ::recvmsg(descriptor, &message, MSG_CMSG_CLOEXEC);
    if (got <= 0) return got;
    for (auto* header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        int number = -1;
        std::memcpy(&number, CMSG_DATA(header), sizeof number);
        passed = linux::Fd(number);
    }
    return got;
}

}  // namespace

void tell_ready(const std::string& path) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof name.sun_path) return;
    std::memcpy(name.sun_path, path.data(), path.size());
    const linux::Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    constexpr std::string_view word = "READY=1";
    // A failure is ignored: a client that is not listening yet will ask for the status instead.
    (void)::sendto(
        socket.number(),
        word.data(),
        word.size(),
        MSG_DONTWAIT | MSG_NOSIGNAL,
        reinterpret_cast<sockaddr*>(&name),
        sizeof name
    );
}

json::Value refusal(const std::string& why) {
    json::Object answer;
    answer["ok"] = false;
    answer["error"] = why;
    return answer;
}

Result<std::unique_ptr<ControlSocket>> ControlSocket::open(
    EventLoop& loop, const std::string& path, Command command
) {
    auto socket = ATLAS_TRY(listen_on(path));
    const int descriptor = socket.number();
    std::unique_ptr<ControlSocket> control(
        new ControlSocket(loop, std::move(socket), std::move(command))
    );
    ATLAS_TRY(loop.add(descriptor, EPOLLIN, [self = control.get()](auto) { self->accept(); }));
    return control;
}

ControlSocket::~ControlSocket() {
    loop_.remove(socket_.number());
    for (const auto& [descriptor, client] : clients_)
        loop_.remove(descriptor);
}

void ControlSocket::accept() {
    linux::Fd socket(::accept4(socket_.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket) return;
    const int descriptor = socket.number();
    if (!loop_.add(descriptor, EPOLLIN, [this, descriptor](auto) { read(descriptor); }).ok())
        return;
    clients_[descriptor].socket = std::move(socket);
}

void ControlSocket::drop(int descriptor) {
    loop_.remove(descriptor);
    clients_.erase(descriptor);
}

void ControlSocket::read(int descriptor) {
    auto& client = clients_[descriptor];
    char bytes[4096];
    const auto got = receive(descriptor, bytes, client.passed);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) return drop(descriptor);
    client.input.append(bytes, static_cast<std::size_t>(got));
    if (!take_lines(client)) drop(descriptor);
}

bool ControlSocket::take_lines(Client& client) {
    for (auto end = client.input.find('\n'); end != client.input.npos;
         end = client.input.find('\n')) {
        const auto parsed = json::parse(client.input.substr(0, end), {line_bytes_max, 16});
        client.input.erase(0, end + 1);
        const auto answer = parsed ? command_(parsed.value(), std::move(client.passed))
                                   : refusal("a line is one JSON object");
        client.passed = linux::Fd();
        const auto line = json::serialize(answer) + "\n";
        // Answers are small and clients wait for each one, so a full socket buffer means a client
        // that does not read.
        const auto sent = ::send(client.socket.number(), line.data(), line.size(), MSG_NOSIGNAL);
        if (sent != static_cast<ssize_t>(line.size())) return false;
    }
    return client.input.size() <= line_bytes_max;
}

}  // namespace atlas::broker
