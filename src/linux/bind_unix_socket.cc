// SPDX-License-Identifier: Apache-2.0
#include "linux/bind_unix_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "linux/error.h"

namespace atlas::linux {

Result<> bind_unix_socket(const Fd& socket, const std::string& path) {
    const std::string doing = "bind " + path;
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    if (path.size() >= sizeof name.sun_path)
        return Error(ErrorCode::invalid_argument, doing + ": the path is too long");
    path.copy(name.sun_path, path.size());
    // bind(2) creates the file with the socket's own mode, less the umask.
    if (::fchmod(socket.number(), S_IRUSR | S_IWUSR) != 0 ||
        ::bind(socket.number(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0)
        return last_error(doing);
    return {};
}

}  // namespace atlas::linux
