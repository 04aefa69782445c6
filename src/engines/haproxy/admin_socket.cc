// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/admin_socket.h"

#include <charconv>
#include <cstring>
#include <vector>

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/fd.h"

namespace atlas::engines::haproxy {
namespace {

constexpr std::size_t answer_bytes_max = 8 << 20;

Result<linux::Fd> dial(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof(address.sun_path)) {
        return Error(ErrorCode::invalid_argument, "socket path too long: " + path);
    }
    std::memcpy(address.sun_path, path.data(), path.size());
    linux::Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket) return linux::last_error("socket");
    timeval limit{5, 0};
    ::setsockopt(socket.number(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    ::setsockopt(socket.number(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
    if (::connect(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) < 0) {
        return linux::last_error("connect " + path);
    }
    return socket;
}

std::vector<std::string_view> split(std::string_view line, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        auto end = line.find(separator);
        parts.push_back(line.substr(0, end));
        if (end == std::string_view::npos) return parts;
        line.remove_prefix(end + 1);
    }
}

int number(std::string_view text) {
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

Result<std::string> run_command(const std::string& socket_path, const std::string& command) {
    auto socket = ATLAS_TRY(dial(socket_path));
    auto line = command + "\n";
    for (std::size_t sent = 0; sent < line.size();) {
        auto count = ::send(socket.number(), line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) return linux::last_error("send to " + socket_path);
        sent += static_cast<std::size_t>(count);
    }
    std::string answer;
    char buffer[16384];
    for (;;) {
        auto count = ::recv(socket.number(), buffer, sizeof(buffer), 0);
        if (count < 0) return linux::last_error("receive from " + socket_path);
        if (count == 0) break;
        answer.append(buffer, static_cast<std::size_t>(count));
        if (answer.size() > answer_bytes_max)
            return Error(ErrorCode::io, "haproxy's answer has no end");
    }
    while (answer.ends_with('\n'))
        answer.pop_back();
    return answer;
}

Result<int> worker_pid(const std::string& socket_path) {
    auto info = ATLAS_TRY(run_command(socket_path, "show info"));
    auto at = info.find("\nPid: ");
    if (at == std::string::npos) return Error(ErrorCode::io, "haproxy's show info has no Pid");
    return number(std::string_view(info).substr(at + 6));
}

std::map<std::string, ServerStatus> parse_stat(const std::string& csv) {
    std::map<std::string, ServerStatus> servers;
    std::map<std::string_view, std::size_t> columns;
    for (auto line : split(csv, '\n')) {
        if (line.starts_with("# ")) {
            auto names = split(line.substr(2), ',');
            for (std::size_t index = 0; index < names.size(); ++index)
                columns[names[index]] = index;
            continue;
        }
        auto cells = split(line, ',');
        auto cell = [&](std::string_view name) {
            auto found = columns.find(name);
            return found != columns.end() && found->second < cells.size() ? cells[found->second]
                                                                          : "";
        };
        if (cell("svname").empty() || cell("svname") == "FRONTEND" || cell("svname") == "BACKEND")
            continue;
        ServerStatus status;
        status.status = cell("status");
        status.draining = status.status.starts_with("DRAIN");
        status.check = cell("check_status");
        status.check_code = number(cell("check_code"));
        // "* L7OK" is the last result while the next check is in progress.
        if (status.check.starts_with("* ")) status.check.erase(0, 2);
        status.sessions = number(cell("scur"));
        status.rise = number(cell("check_rise"));
        status.unchanged = std::chrono::seconds(number(cell("lastchg")));
        servers[std::string(cell("pxname")) + "/" + std::string(cell("svname"))] =
            std::move(status);
    }
    return servers;
}

}  // namespace atlas::engines::haproxy
