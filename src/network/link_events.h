// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::network {

/// The kernel's notifications of links that go away in one network namespace (rtnetlink group
/// RTNLGRP_LINK). One thread at a time.
class LinkEvents {
public:
    static Result<LinkEvents> open(int network_namespace);

    /// Readable when there is something to read.
    const linux::Fd& descriptor() const { return socket_; }
    struct Read {
        std::vector<std::string> deleted;  // names of links
        bool lost = false;                 // the kernel had more to tell than the socket held
    };
    /// All that has been told since the last call; does not wait.
    Read read();

private:
    explicit LinkEvents(linux::Fd socket) : socket_(std::move(socket)) {}

    linux::Fd socket_;
};

/// The links that a datagram tells the end of. Pure.
std::vector<std::string> deleted_links(std::string_view datagram);

}  // namespace atlas::network
