// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "linux/bind_unix_socket.h"
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

Result<linux::Fd> open_socket(int family, const std::string& doing) {
    linux::Fd socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket) return linux::last_error(doing);
    return socket;
}

Result<linux::Fd> open_and_listen(const Address& address, const std::string& doing) {
    auto socket = ATLAS_TRY(open_socket(address.storage.ss_family, doing));
    const int on = 1;
    setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(socket.number(), address.raw(), address.length) != 0)
        return linux::last_error(doing);
    if (::listen(socket.number(), backlog) != 0) return linux::last_error(doing);
    return socket;
}

/// Whether the path is a socket file on which no process listens any more. Only such a file may be
/// replaced: a file of another kind is somebody's data, and a failure to connect that is not a
/// refusal tells nothing of its owner.
bool is_dead_socket(const std::string& path) {
    struct stat found{};
    if (::lstat(path.c_str(), &found) != 0 || !S_ISSOCK(found.st_mode)) return false;
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    if (path.size() >= sizeof name.sun_path) return false;
    path.copy(name.sun_path, path.size());
    const linux::Fd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const auto* raw = reinterpret_cast<const sockaddr*>(&name);
    return ::connect(probe.number(), raw, sizeof name) != 0 && errno == ECONNREFUSED;
}

bool exists(const std::string& path) {
    struct stat found{};
    return ::lstat(path.c_str(), &found) == 0;
}

}  // namespace

Result<linux::Fd> open_listener(const std::string& address, std::uint16_t port) {
    const auto parsed = ATLAS_TRY(parse_address(address, port));
    return open_and_listen(parsed, "listen on " + address + ":" + std::to_string(port));
}

Result<linux::Fd> open_unix_listener(const std::string& path) {
    const std::string doing = "listen on " + path;
    if (is_dead_socket(path)) {
        ::unlink(path.c_str());
    } else if (exists(path)) {
        return Error(
            ErrorCode::already_exists, "another process listens on " + path + ", or it is no socket"
        );
    }
    auto socket = ATLAS_TRY(open_socket(AF_UNIX, doing));
    ATLAS_TRY(linux::bind_unix_socket(socket, path).during("listen"));
    if (::listen(socket.number(), backlog) != 0) return linux::last_error(doing);
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
