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

/// Image layers, each unpacked once, in a folder named by its two digests. A folder that is there
/// is whole and has been checked: layers are unpacked beside, synced, and renamed. Folders of
/// versions that did not check so much have other names; they are never found, and go when the
/// region starts, less those of workloads that still run. Any thread; blocking.
class LayerStore {
public:
    /// Makes the folder; removes what an interrupted unpacking left.
    static Result<std::unique_ptr<LayerStore>> open(const std::string& root);
    static Result<std::unique_ptr<LayerStore>> open(
        const std::string& root, const UnpackLimits& limits
    );

    /// The folder of the layer of this digest, if it is there.
    std::optional<std::string> find(const std::string& digest) const;
    /// The layer's folder, unpacked from the blob `file` where it is not there yet; two callers of
    /// one digest unpack it once. Errors as unpack_layer's.
    Result<std::string> ensure(const LayerId& layer, const std::string& file);
    /// Takes all layers but those in these folders out of the store, at once; none of the others
    /// may be in use.
    Result<> retire_all_but(const std::set<std::string>& folders);
    /// Removes what was taken out, also by a process before. May take long.
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
