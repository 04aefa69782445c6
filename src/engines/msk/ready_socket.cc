// SPDX-License-Identifier: Apache-2.0
#include "engines/msk/ready_socket.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "engines/msk/files.h"
#include "linux/error.h"

namespace atlas::engines::msk {

Result<ReadySocket> ReadySocket::bind(const std::string& folder) {
    const std::string doing = "listen on " + folder + "/" + ready_socket;
    // Binds through the folder's descriptor: a socket path is limited to 108 bytes, and ATLAS_HOME
    // may be longer.
    linux::Fd place(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!place) return linux::last_error(doing);
    linux::Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket) return linux::last_error(doing);
    ::unlinkat(place.number(), ready_socket, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    auto path = "/proc/self/fd/" + std::to_string(place.number()) + "/" + ready_socket;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    if (::bind(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::fchownat(place.number(), ready_socket, broker_uid, broker_uid, 0) != 0)
        return linux::last_error(doing);
    return ReadySocket(std::move(socket));
}

bool ReadySocket::wait(std::chrono::milliseconds limit, const std::stop_token& given_up) const {
    linux::Fd stopped(::eventfd(0, EFD_CLOEXEC));
    if (!stopped) return false;
    const std::stop_callback wake(given_up, [&stopped] { ::eventfd_write(stopped.number(), 1); });
    const auto until = std::chrono::steady_clock::now() + limit;
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (left.count() <= 0) return false;
        pollfd waiting[] = {
            {.fd = socket_.number(), .events = POLLIN, .revents = 0},
            {.fd = stopped.number(), .events = POLLIN, .revents = 0}
        };
        const auto count =
            ::poll(waiting, 2, static_cast<int>(std::min<std::int64_t>(left.count(), INT_MAX)));
        if (count < 0 && errno != EINTR) return false;
        if (count <= 0) continue;
        if (waiting[1].revents != 0) return false;
        char word[64];
        return ::recv(socket_.number(), word, sizeof word, 0) >= 0;
    }
}

}  // namespace atlas::engines::msk
