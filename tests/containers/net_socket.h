// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "linux/fd.h"

namespace atlas::test {

/// A listening socket on 127.0.0.1, any port.
inline std::pair<linux::Fd, int> listen_anywhere() {
    linux::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof address);
    listen(socket.number(), 16);
    socklen_t length = sizeof address;
    getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &length);
    return {std::move(socket), ntohs(address.sin_port)};
}

/// Connects and reads to the end; waits at most five seconds.
inline std::string ask(const char* host, int port) {
    linux::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    timeval limit{5, 0};
    setsockopt(socket.number(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET, host, &address.sin_addr);
    if (connect(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        return "no connection";
    std::string text;
    char buffer[64];
    for (ssize_t count = 0; (count = read(socket.number(), buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<std::size_t>(count));
    return text;
}

}  // namespace atlas::test
