// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "linux/process_runner.h"
#include "network/network.h"
#include "network/nft_table.h"

namespace atlas::network {

/// The region's nft table on the host and what it is made of. The listeners are kept in a file: so
/// after a start of the region no owner's listeners close because another's came back first. Any
/// thread.
class PublicTable {
public:
    /// `directory` is made when absent.
    static Result<std::unique_ptr<PublicTable>> open(
        linux::ProcessRunner& runner, const std::string& region, const std::string& directory
    );

    /// Replaces the listeners of one owner in the file; `refresh` brings the kernel there.
    Result<> set(const std::string& owner, const std::vector<PublicListener>& listeners);
    using Groups = std::map<std::string, SecurityGroup>;
    /// Brings the table to the listeners and the groups, which are asked for inside the lock: of
    /// two callers the later one knows the newer. While no group is known (the region is just
    /// starting) a table that is there stays.
    Result<> refresh(const std::function<Groups()>& find_groups);
    Result<> remove();
    /// Whether somebody else has changed the table; `refresh` makes it anew then.
    bool drifted();
    /// Readable when somebody, maybe we, changed it.
    const linux::Fd& events() const { return table_.events(); }

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
};

}  // namespace atlas::network
