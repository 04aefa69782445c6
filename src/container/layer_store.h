// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "container/unpack_layer.h"

namespace atlas::container {

/// Image layers, each unpacked once into a folder that is named after its two digests. A folder is
/// always complete and verified: layers are unpacked into another folder, synced and renamed.
/// Folders of versions with weaker checks have other names, are never found, and are removed by
/// `retire_all_but` and `remove_retired` unless a running workload uses them. Any thread; blocking.
class LayerStore {
public:
    /// Makes the folder and removes what an interrupted unpacking left.
    static Result<std::unique_ptr<LayerStore>> open(const std::string& root);
    static Result<std::unique_ptr<LayerStore>> open(
        const std::string& root, const UnpackLimits& limits
    );

    /// The folder of the layer with this digest, if it is unpacked.
    std::optional<std::string> find(const std::string& digest) const;
    /// Returns the layer's folder and unpacks it from the blob `file` first if needed. Concurrent
    /// callers for one digest wait for a single unpacking. Errors of unpack_layer.
    Result<std::string> ensure(const LayerId& layer, const std::string& file);
    /// Renames all layers except these folders, so that they are no longer found; fast. None of the
    /// others may be in use.
    Result<> retire_all_but(const std::set<std::string>& folders);
    /// Removes the retired layers, including those of an earlier process. May take long.
    Result<> remove_retired();

private:
    LayerStore(std::string root, const UnpackLimits& limits)
        : root_(std::move(root)), limits_(limits) {}
    std::string path_of(const LayerId& layer) const;
    Result<> unpack(const LayerId& layer, const std::string& file) const;

    const std::string root_;
    const UnpackLimits limits_;
    std::mutex mutex_;
    std::condition_variable finished_;
    std::set<std::string> unpacking_;  // by path. Guarded by mutex_.
};

}  // namespace atlas::container
