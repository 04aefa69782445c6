// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::network {

/// Notifications of deleted links in one network namespace (rtnetlink group RTNLGRP_LINK). One
/// thread at a time.
class LinkEvents {
public:
    static Result<LinkEvents> open(int network_namespace);

    /// Readable when there are notifications.
    const linux::Fd& descriptor() const { return socket_; }
    struct Read {
        std::vector<std::string> deleted;  // names of links
        bool lost = false;                 // the socket's buffer overflowed
    };
    /// All notifications since the last call; does not block.
    Read read();

private:
    explicit LinkEvents(linux::Fd socket) : socket_(std::move(socket)) {}

    linux::Fd socket_;
};

/// The deleted links that a netlink datagram names. Pure.
std::vector<std::string> deleted_links(std::string_view datagram);

}  // namespace atlas::network
