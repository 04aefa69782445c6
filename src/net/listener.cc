// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "linux/error.h"
#include "net/server.h"

namespace atlas::net {
namespace {

constexpr int backlog = 1024;

struct Address {
    sockaddr_storage storage{};
    socklen_t length = 0;
    const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

Result<Address> parse_address(const std::string& text, std::uint16_t port) {
    Address address;
    auto* four = reinterpret_cast<sockaddr_in*>(&address.storage);
    auto* six = reinterpret_cast<sockaddr_in6*>(&address.storage);
    if (inet_pton(AF_INET, text.c_str(), &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons(port);
        address.length = sizeof *four;
    } else if (inet_pton(AF_INET6, text.c_str(), &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(port);
        address.length = sizeof *six;
    } else {
        return Error(ErrorCode::invalid_argument, "'" + text + "' is no IP address");
    }
    return address;
}

Result<linux::Fd> open_and_listen(const Address& address, const std::string& doing) {
    const int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    linux::Fd socket(::socket(address.storage.ss_family, type, 0));
    if (!socket) return linux::last_error(doing);
    const int on = 1;
    if (address.storage.ss_family != AF_UNIX)
        setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(socket.number(), address.raw(), address.length) != 0)
        return linux::last_error(doing);
    if (::listen(socket.number(), backlog) != 0) return linux::last_error(doing);
    return socket;
}

/// Whether somebody still accepts on the socket file.
bool is_alive(const Address& address) {
    const linux::Fd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    return ::connect(probe.number(), address.raw(), address.length) == 0 || errno == EAGAIN;
}

}  // namespace

Result<linux::Fd> open_listener(const std::string& address, std::uint16_t port) {
    const auto parsed = ATLAS_TRY(parse_address(address, port));
    return open_and_listen(parsed, "listen on " + address + ":" + std::to_string(port));
}

Result<linux::Fd> open_unix_listener(const std::string& path) {
    Address address;
    auto* local = reinterpret_cast<sockaddr_un*>(&address.storage);
    if (path.size() >= sizeof local->sun_path)
        return Error(ErrorCode::invalid_argument, "socket path too long: " + path);
    local->sun_family = AF_UNIX;
    path.copy(local->sun_path, path.size());
    address.length = sizeof *local;
    if (::access(path.c_str(), F_OK) == 0) {
        if (is_alive(address))
            return Error(ErrorCode::already_exists, "another process listens on " + path);
        ::unlink(path.c_str());
    }
    // Nobody can connect before chmod: until then the mask keeps the others out.
    const auto mask = ::umask(0177);
    auto socket = open_and_listen(address, "listen on " + path);
    ::umask(mask);
    return socket;
}

Result<std::uint16_t> port_of(const linux::Fd& socket) {
    Address address;
    address.length = sizeof address.storage;
    auto* raw = reinterpret_cast<sockaddr*>(&address.storage);
    if (getsockname(socket.number(), raw, &address.length) != 0)
        return linux::last_error("ask for a socket's port");
    if (address.storage.ss_family == AF_INET)
        return ntohs(reinterpret_cast<sockaddr_in*>(raw)->sin_port);
    if (address.storage.ss_family == AF_INET6)
        return ntohs(reinterpret_cast<sockaddr_in6*>(raw)->sin6_port);
    return Error(ErrorCode::invalid_argument, "a Unix socket has no port");
}

}  // namespace atlas::net
