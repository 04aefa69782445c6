// SPDX-License-Identifier: Apache-2.0
#include "engines/msk/control_client.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include "linux/error.h"

namespace atlas::engines::msk {
namespace {

constexpr std::size_t answer_bytes_max = 1 << 20;

/// Connects through the folder's descriptor: a socket path is limited to 108 bytes, and ATLAS_HOME
/// may be longer.
Result<linux::Fd> dial(const std::string& folder, std::chrono::milliseconds limit) {
    linux::Fd place(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!place) return linux::last_error("open " + folder);
    linux::Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket) return linux::last_error("socket");
    const timeval wait{.tv_sec = limit.count() / 1000, .tv_usec = limit.count() % 1000 * 1000};
    ::setsockopt(socket.number(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    ::setsockopt(socket.number(), SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    auto path = "/proc/self/fd/" + std::to_string(place.number()) + "/control.sock";
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    if (::connect(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        return Error(ErrorCode::unavailable, "the broker does not listen on its control socket");
    return socket;
}

Result<> send_line(const linux::Fd& socket, const std::string& line, const linux::Fd* descriptor) {
    auto text = line + "\n";
    iovec piece{.iov_base = text.data(), .iov_len = text.size()};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int))] = {};
    if (descriptor) {
        message.msg_control = space;
        message.msg_controllen = sizeof space;
        auto* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        int number = descriptor->number();
        std::memcpy(CMSG_DATA(header), &number, sizeof number);
    }
    // A control line is much smaller than the socket buffer, so it is sent completely or not at
    // all.
    auto sent = ::sendmsg(socket.number(), &message, MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(text.size())) return linux::last_error("send to the broker");
    return {};
}

Result<std::string> read_line(const linux::Fd& socket) {
    std::string line;
    char buffer[4096];
    while (line.size() < answer_bytes_max) {
        auto count = ::recv(socket.number(), buffer, sizeof buffer, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return Error(ErrorCode::timed_out, "the broker does not answer on its control socket");
        if (count < 0) return linux::last_error("read from the broker");
        if (count == 0) break;
        line.append(buffer, static_cast<std::size_t>(count));
        if (line.back() == '\n') return line;
    }
    return Error(ErrorCode::unavailable, "the broker closed its control socket");
}

}  // namespace

Result<json::Value> control(
    const std::string& folder,
    const std::string& line,
    const linux::Fd* descriptor,
    std::chrono::milliseconds limit
) {
    auto socket = ATLAS_TRY(dial(folder, limit));
    ATLAS_TRY(send_line(socket, line, descriptor));
    auto text = ATLAS_TRY(read_line(socket));
    auto answer = ATLAS_TRY(json::parse(text));
    auto* ok = answer.find("ok");
    if (ok && ok->as_bool() && *ok->as_bool()) return answer;
    auto* why = answer.find("error");
    return Error(
        ErrorCode::invalid_argument, why && why->as_string() ? *why->as_string() : "refused"
    );
}

}  // namespace atlas::engines::msk
