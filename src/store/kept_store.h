// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "store/store.h"

namespace atlas::store {

/// The store with what the region needs at its start, at its end and on a full disk. While the disk
/// is full, batches wait until there is space, but empty ones do not: reads continue, on memory
/// that is ahead of the disk, and `flush` returns. Any other failure of a commit ends the process.
class KeptStore : public Store {
public:
    /// Opens or creates the database file, with mode 0600. io: it is damaged, lacks commits that
    /// were acknowledged, or is not a store of Atlas; conflict: it has a newer format, or another
    /// process has it open.
    static Result<std::unique_ptr<KeptStore>> open(const std::string& path);
    /// Why new resources should be refused: the disk is full or nearly full; nullopt if it is not.
    /// Operations that free space may continue: a few megabytes are reserved for commits. Any
    /// thread.
    virtual std::optional<std::string> shortage() const = 0;
    /// Moves the write-ahead log into the file and empties it. Call it at the end, after `flush`
    /// and when nothing more is committed. exhausted: batches still wait for space.
    virtual Result<> checkpoint() = 0;
};

}  // namespace atlas::store
