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

/// What the kernel tells of one committed nftables transaction.
struct NftTransaction {
    std::uint32_t generation = 0;  // of the namespace's ruleset, after it
    std::set<std::string> tables;  // names of tables in which it changed something
};

/// The kernel's notifications of changes to nftables in one network namespace, whoever makes them
/// (netlink group NFNLGRP_NFTABLES). One thread at a time.
class NftEvents {
public:
    /// -1 = the process's own namespace.
    static Result<NftEvents> open(int network_namespace);

    /// Readable when there is something to read.
    const linux::Fd& descriptor() const { return events_; }
    struct Read {
        std::vector<NftTransaction> transactions;
        bool lost = false;  // the kernel had more to tell than the socket held
    };
    /// All that has been told since the last call; does not wait.
    Read read();
    /// The generation of the namespace's ruleset: each transaction makes it one more.
    Result<std::uint32_t> generation();

private:
    NftEvents(linux::Fd events, linux::Fd questions)
        : events_(std::move(events)), questions_(std::move(questions)) {}

    linux::Fd events_;
    linux::Fd questions_;
    NftTransaction unfinished_;  // a transaction's messages come before its generation
};

/// Takes the messages of one datagram; a finished transaction is appended to `finished`. Pure.
void read_nft_messages(
    std::string_view datagram, NftTransaction& unfinished, std::vector<NftTransaction>& finished
);

}  // namespace atlas::network
