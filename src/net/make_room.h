// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "net/connection.h"
#include "net/io_thread.h"

/// Included only within net. Keeps one client address, or many idle connections, from using up all
/// connections of a server.
namespace atlas::net {

/// Closes up to `count` connections of one io thread: those that have waited longest for their
/// clients, and for at least `patience`. An empty `source` means all client addresses. Returns the
/// number of connections closed. On that io thread.
int make_room(
    IoThread& thread, const std::string& source, int count, std::chrono::milliseconds patience
);

/// Whether a client's address identifies it. Loopback addresses and Unix sockets (empty) do not:
/// all programs of the machine share them.
bool is_told_apart(const std::string& source);

/// Returns free memory to the system once a flood of connections is over. One thread.
class Trimmer {
public:
    /// `connections` is the present number. True if memory was returned: there were many
    /// connections, and most of them are closed.
    bool look(int connections);

private:
    int most_ = 0;  // connections since memory was last returned
};

}  // namespace atlas::net
