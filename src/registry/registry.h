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

/// The OCI distribution API (specification 1.1) over HTTP: pull, push in pieces or whole, cross
/// repository mounts, tags. Every request is first judged by `Repositories` on the region thread;
/// bytes move on io threads, the disk is synced on workers.
class Registry {
public:
    /// What it works with; all outlive it and every request.
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

    /// For net::Server: the handler, and `ServerOptions::body_sink`. Any io thread.
    virtual net::Handler handler() = 0;
    virtual std::function<std::shared_ptr<net::BodySink>(const net::Request&)> body_sink() = 0;
};

}  // namespace atlas::registry
