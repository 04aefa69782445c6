// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "net/connection.h"
#include "net/io_thread.h"

/// Inside net only.
namespace atlas::net {

/// How a server keeps one source, or many silent connections, from taking all its places. Answers
/// how many connections were closed: at most `count` of those that have waited longest for their
/// clients and at least for `patience`; of one source, or of all where it is empty. On the thread
/// of the connections.
int make_room(
    IoThread& thread, const std::string& source, int count, std::chrono::milliseconds patience
);

/// Whether a source's address tells it from others: all programs of the machine share 127.0.0.1.
bool is_told_apart(const std::string& source);

/// Gives memory back to the system once a flood of connections is over. One thread.
class Trimmer {
public:
    /// True: there were many connections and most of them have gone; memory was given back.
    bool look(int connections);

private:
    int most_ = 0;  // since memory was given back last
};

}  // namespace atlas::net
