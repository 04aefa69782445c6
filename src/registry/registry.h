// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "base/executor.h"
#include "base/random.h"
#include "net/http.h"
#include "net/server.h"
#include "registry/blobs.h"
#include "registry/repositories.h"
#include "registry/upload.h"

namespace atlas::registry {

/// The OCI distribution API (specification 1.1) over HTTP: pull, push in chunks or whole,
/// cross-repository mounts, tags. `Repositories` authorizes every request on the region thread; io
/// threads transfer bytes, workers sync the disk.
class Registry {
public:
    /// Dependencies; all outlive the registry and every request.
    struct World {
        Blobs& blobs;
        Repositories& repositories;
        Executor& region_thread;
        Workers& workers;
        Random& random;
        UploadLimits limits = {};
    };
    static std::unique_ptr<Registry> create(World world);
    virtual ~Registry() = default;

    /// The handler and the `ServerOptions::body_sink` for a net::Server. Called on any io thread.
    virtual net::Handler handler() = 0;
    virtual std::function<std::shared_ptr<net::BodySink>(const net::Request&)> body_sink() = 0;
};

}  // namespace atlas::registry
