// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::network {

/// One committed nftables transaction, as the kernel reports it.
struct NftTransaction {
    std::uint32_t generation = 0;  // of the namespace's ruleset after it
    std::set<std::string> tables;  // names of changed tables
};

/// Notifications of all nftables changes in one network namespace (netlink group NFNLGRP_NFTABLES).
/// One thread at a time.
class NftEvents {
public:
    /// -1 = the process's own namespace.
    static Result<NftEvents> open(int network_namespace);

    /// Readable when there are notifications.
    const linux::Fd& descriptor() const { return events_; }
    struct Read {
        std::vector<NftTransaction> transactions;
        bool lost = false;  // the socket's buffer overflowed
    };
    /// All notifications since the last call; does not block.
    Read read();
    /// The generation of the namespace's ruleset; every transaction increments it.
    Result<std::uint32_t> generation();

private:
    NftEvents(linux::Fd events, linux::Fd questions)
        : events_(std::move(events)), questions_(std::move(questions)) {}

    linux::Fd events_;
    linux::Fd questions_;
    NftTransaction unfinished_;  // its generation message comes last
};

/// Parses the messages of one datagram; appends finished transactions to `finished`. Pure.
void read_nft_messages(
    std::string_view datagram, NftTransaction& unfinished, std::vector<NftTransaction>& finished
);

}  // namespace atlas::network
