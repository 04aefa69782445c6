// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"

namespace atlas::container {

/// Image layers, each unpacked once, in a folder named by its digest. A folder that is there is
/// whole: layers are unpacked beside, synced, and renamed. Any thread; blocking.
class LayerStore {
public:
    /// Makes the folder; removes what an interrupted unpacking left.
    /// From no layer more than `layer_bytes_max` are unpacked.
    static Result<std::unique_ptr<LayerStore>> open(
        const std::string& root, std::uint64_t layer_bytes_max = 20ULL << 30
    );

    /// The layer's folder, if it is there. `digest` is "sha256:" and 64 hex digits.
    std::optional<std::string> find(const std::string& digest) const;
    /// The layer's folder, unpacked from the blob `file` where it is not there yet; two callers of
    /// one digest unpack it once. Errors as unpack_layer's.
    Result<std::string> ensure(const std::string& digest, const std::string& file);
    /// Takes all layers but those in these folders out of the store, at once; none of the others
    /// may be in use.
    Result<> retire_all_but(const std::set<std::string>& folders);
    /// Removes what was taken out, also by a process before. May take long.
    Result<> remove_retired();

private:
    LayerStore(std::string root, std::uint64_t layer_bytes_max)
        : root_(std::move(root)), layer_bytes_max_(layer_bytes_max) {}
    std::string path_of(const std::string& digest) const;
    Result<> unpack(const std::string& digest, const std::string& file) const;

    const std::string root_;
    const std::uint64_t layer_bytes_max_;
    std::mutex mutex_;
    std::condition_variable finished_;
    std::set<std::string> unpacking_;  // Guarded by mutex_.
};

}  // namespace atlas::container
