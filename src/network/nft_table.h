// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>

#include "base/result.h"
#include "linux/process_runner.h"
#include "network/nft_events.h"
#include "network/ruleset.h"

namespace atlas::network {

/// One nft table in one network namespace. Applies only the difference to the last state it
/// applied. One thread at a time.
class NftTable {
public:
    /// `network_namespace` must outlive this; -1 = the process's own.
    NftTable(linux::ProcessRunner& runner, int network_namespace, std::string table)
        : runner_(runner), namespace_(network_namespace), table_(std::move(table)) {}

    /// Subscribes to changes by others. Before this call `drifted` returns false.
    Result<> watch();
    /// Readable when somebody may have changed the table; no descriptor before `watch`.
    const linux::Fd& events() const;
    /// Whether somebody else has changed the table since it was last applied. Stays true until the
    /// next `apply`, which then rewrites the whole table.
    bool drifted();

    /// Brings the table to `wanted` in one transaction, or none if nothing differs. After an error
    /// the kernel still has the old table, and the next call rewrites all of it.
    Result<> apply(const Ruleset& wanted);
    /// Deletes the table, if it exists, and ends the subscription.
    Result<> remove();
    /// Whether the table exists in the kernel.
    Result<bool> exists();

private:
    Result<TableNames> list(bool& found);
    Result<> run(std::string text);
    Result<> change(std::string text, bool whole, std::uint32_t before);
    bool is_foreign(const NftTransaction& transaction) const;

    linux::ProcessRunner& runner_;
    const int namespace_;
    const std::string table_;         // "inet vpc"
    std::optional<Ruleset> applied_;  // nothing: unknown, as after a start
    std::optional<NftEvents> events_;
    bool drifted_ = false;
    // Generations of the namespace's ruleset. A transaction is recognized as our own by the
    // generation that it produced, because the nft process leaves no other mark.
    std::set<std::uint32_t> own_;    // produced by us, notification not read yet
    std::uint32_t whole_since_ = 0;  // changes up to this one are overwritten
    std::uint32_t clean_ = 0;        // this one and all since `whole_since_` are ours; 0: unknown
};

}  // namespace atlas::network
