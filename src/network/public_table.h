// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "linux/process_runner.h"
#include "network/keeper.h"
#include "network/network.h"
#include "network/nft_table.h"

namespace atlas::network {

/// The region's nft table on the host and the listeners it is made from. The listeners are kept in
/// a file, so that after a restart of the region no owner's listeners close because another owner's
/// were applied first. Any thread.
class PublicTable {
public:
    /// Makes `directory` if it is missing.
    static Result<std::unique_ptr<PublicTable>> open(
        linux::ProcessRunner& runner, const std::string& region, const std::string& directory
    );

    /// Replaces the listeners of one owner in the file; `refresh` updates the kernel.
    Result<> set(const std::string& owner, const std::vector<PublicListener>& listeners);
    using Groups = std::map<std::string, SecurityGroup>;
    /// Brings the table to the current listeners and groups. `find_groups` is called under the
    /// lock, so that of two callers the later one has the newer groups. While no group is known,
    /// right after a start of the region, an existing table stays.
    Result<> refresh(const std::function<Groups()>& find_groups);
    /// Deletes the table for good: `refresh` and `watch` do nothing from then on, so that a repair
    /// in progress does not bring it back.
    Result<> remove();
    /// Whether somebody else has changed the table; the next `refresh` then rewrites it.
    bool drifted();
    /// Has the keeper tell `key` after any change, including our own.
    Result<> watch(Keeper& keeper, const std::string& key);

private:
    PublicTable(linux::ProcessRunner& runner, std::string region, std::string path)
        : region_(std::move(region)),
          path_(std::move(path)),
          table_(runner, -1, "inet atlas_" + region_) {}

    const std::string region_;
    const std::string path_;
    std::mutex mutex_;
    // Guarded by mutex_.
    NftTable table_;
    std::map<std::string, std::vector<PublicListener>> by_owner_;
    bool removed_ = false;
};

}  // namespace atlas::network
