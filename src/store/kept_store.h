// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "store/store.h"

namespace atlas::store {

/// The store as the region opens and ends it. On a full disk batches wait until there is room, all
/// but empty ones: reads go on, of a memory that is ahead of the disk; `flush` then returns. Any
/// other failure of a commit ends the process.
class KeptStore : public Store {
public:
    /// Opens or creates the database file, mode 0600. io: damaged (also: without what it once said
    /// was committed), foreign or of a newer format; conflict: another process has it open.
    static Result<std::unique_ptr<KeptStore>> open(const std::string& path);
    /// Why no more should be put into it now, beside what makes room: the disk is full, or nearly.
    /// What is committed nevertheless has room of its own, some megabytes. Any thread.
    virtual std::optional<std::string> shortage() const = 0;
    /// After `flush`, once nothing more is committed: empties the write-ahead log into the file.
    virtual Result<> checkpoint() = 0;
};

}  // namespace atlas::store
