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

/// One nft table in one network namespace, brought to what it must be by as little as differs. One
/// thread at a time.
class NftTable {
public:
    /// `network_namespace` must outlive this; -1 = the process's own.
    NftTable(linux::ProcessRunner& runner, int network_namespace, std::string table)
        : runner_(runner), namespace_(network_namespace), table_(std::move(table)) {}

    /// Subscribes to changes that others make; until then `drifted` answers false.
    Result<> watch();
    /// Readable when the table may have been changed by somebody; none before `watch`.
    const linux::Fd& events() const;
    /// Whether somebody else has changed the table since it was last applied as a whole. Stays true
    /// until the next `apply`, which then makes the whole table anew.
    bool drifted();

    /// One transaction, or nothing where nothing differs. After an error the kernel has the table
    /// as it was, and the next call makes it anew.
    Result<> apply(const Ruleset& wanted);
    /// Fine when it is not there. Watches no longer.
    Result<> remove();
    /// Whether the kernel has it.
    Result<bool> exists();

private:
    Result<TableNames> list(bool& found);
    Result<> run(std::string text);
    Result<> change(std::string text, bool whole, std::uint32_t before);
    bool is_foreign(const NftTransaction& transaction) const;

    linux::ProcessRunner& runner_;
    const int namespace_;
    const std::string table_;         // "inet vpc"
    std::optional<Ruleset> applied_;  // nothing: not known, as after a start
    std::optional<NftEvents> events_;
    bool drifted_ = false;
    // Generations of the namespace's ruleset. Whether a transaction is ours is known by the
    // generation that it made, since nft's own process leaves no other mark.
    std::set<std::uint32_t> own_;    // that we made and have not read of yet
    std::uint32_t whole_since_ = 0;  // what was told up to this one is overwritten
    std::uint32_t clean_ = 0;        // this one and all after `whole_since_` are ours; 0: unknown
};

}  // namespace atlas::network
