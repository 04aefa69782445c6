// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "net/http.h"
#include "registry/registry.h"
#include "registry/route.h"
#include "registry/upload.h"

namespace atlas::registry {

/// One request in progress, shared by the steps that answer it: authorization on the region thread,
/// disk access on a worker. One step at a time.
struct Exchange {
    net::Request request;
    Route route;
    net::Respond respond;

    const std::string* header(std::string_view name) const { return request.headers.find(name); }
    /// A query parameter; empty if missing.
    std::string parameter(const std::string& name) const {
        auto found = route.query.find(name);
        return found == route.query.end() ? "" : found->second;
    }
};
using ExchangePtr = std::shared_ptr<Exchange>;

/// What every step can use.
struct Tools {
    Registry::World world;
    Uploads& uploads;

    /// Runs `step` on a worker and sends the answer it returns.
    void answer_from_worker(
        const ExchangePtr& exchange, std::move_only_function<net::Response()> step
    ) const {
        world.workers.run_task([exchange, step = std::move(step)]() mutable {
            exchange->respond(step());
        });
    }
};

// The steps, one file per resource. Each runs on the region thread after the request was
// authorized.
void serve_blob(const Tools& tools, const ExchangePtr& exchange);       // HEAD, GET
void start_upload(const Tools& tools, const ExchangePtr& exchange);     // POST
void serve_upload(const Tools& tools, const ExchangePtr& exchange);     // GET, PATCH, PUT, DELETE
void serve_manifest(const Tools& tools, const ExchangePtr& exchange);   // HEAD, GET
void store_manifest(const Tools& tools, const ExchangePtr& exchange);   // PUT
void remove_manifest(const Tools& tools, const ExchangePtr& exchange);  // DELETE
void serve_tags(const Tools& tools, const ExchangePtr& exchange);       // GET

}  // namespace atlas::registry
