// SPDX-License-Identifier: Apache-2.0
#include "registry/registry.h"

#include <charconv>

#include "registry/answers.h"
#include "registry/exchange.h"

namespace atlas::registry {
namespace {

struct Step {
    Action action;
    void (*serve)(const Tools&, const ExchangePtr&);
};

void serve_root(const Tools&, const ExchangePtr& exchange) {
    exchange->respond(json_answer(200, "{}"));
}

/// The step for a method on a resource and the right it needs; nothing if the method is not
/// supported.
std::optional<Step> find_step(Route::Kind kind, std::string_view method) {
    bool reads = method == "GET" || method == "HEAD";
    switch (kind) {
        case Route::Kind::root:
            if (reads) return Step{Action::enter, serve_root};
            break;
        case Route::Kind::blob:
            if (method == "HEAD") return Step{Action::check_blob, serve_blob};
            if (reads) return Step{Action::read_blob, serve_blob};
            break;
        case Route::Kind::new_upload:
            if (method == "POST") return Step{Action::start_upload, start_upload};
            break;
        case Route::Kind::upload:
            if (method == "PUT") return Step{Action::complete_upload, serve_upload};
            if (method == "PATCH" || method == "GET" || method == "DELETE") {
                return Step{Action::write_upload, serve_upload};
            }
            break;
        case Route::Kind::manifest:
            if (reads) return Step{Action::read_manifest, serve_manifest};
            if (method == "PUT") return Step{Action::write_manifest, store_manifest};
            if (method == "DELETE") return Step{Action::delete_manifest, remove_manifest};
            break;
        case Route::Kind::tags:
            if (reads) return Step{Action::list_tags, serve_tags};
            break;
    }
    return std::nullopt;
}

/// The first offset of "Content-Range: 0-1023".
std::optional<std::uint64_t> first_of_range(const net::Request& request) {
    auto* header = request.headers.find("Content-Range");
    std::uint64_t first = 0;
    if (!header ||
        std::from_chars(header->data(), header->data() + header->size(), first).ec != std::errc()) {
        return std::nullopt;
    }
    return first;
}

class DistributionRegistry final : public Registry {
public:
    explicit DistributionRegistry(World world)
        : uploads_(std::make_shared<Uploads>(world.blobs, world.random, world.limits)),
          tools_{world, *uploads_} {
        end_idle_later(world, uploads_);
    }

    net::Handler handler() override {
        return [this](net::Request request, net::Respond respond) {
            handle(std::move(request), std::move(respond));
        };
    }
    std::function<std::shared_ptr<net::BodySink>(const net::Request&)> body_sink() override {
        return [this](const net::Request& request) { return choose_sink(request); };
    }

private:
    // Repeats until the registry and its last request are gone.
    static void end_idle_later(const World& world, const std::weak_ptr<Uploads>& uploads) {
        auto& thread = world.region_thread;
        thread.post_after(world.limits.look_every, [world, uploads] {
            auto held = uploads.lock();
            if (!held) return;
            world.workers.run_task([held] { held->end_idle(); });
            end_idle_later(world, uploads);
        });
    }

    void handle(net::Request request, net::Respond respond) {
        auto route = parse_route(request.target);
        if (!route) return respond(refuse(404, "NAME_INVALID", "no such path or repository name"));
        auto step = find_step(route->kind, request.method);
        if (!step) return respond(refuse(405, "UNSUPPORTED", "this method does nothing here"));
        auto exchange =
            std::make_shared<Exchange>(std::move(request), std::move(*route), std::move(respond));
        tools_.world.region_thread.post([this, exchange, step = *step] { judge(exchange, step); });
    }

    void judge(const ExchangePtr& exchange, const Step& step) {
        auto* authorization = exchange->header("Authorization");
        auto& repositories = tools_.world.repositories;
        auto refusal = repositories.authorize(
            authorization ? *authorization : "", step.action, exchange->route.repository
        );
        if (!refusal) return step.serve(tools_, exchange);
        auto response = refuse(*refusal);
        if (refusal->http_status == 401) {
            response.headers.add("WWW-Authenticate", repositories.challenge());
        }
        exchange->respond(std::move(response));
    }

    // Bytes are written before their request is authorized, but only into an upload that an
    // authorized request has started: its unguessable id gives the right.
    std::shared_ptr<net::BodySink> choose_sink(const net::Request& request) {
        if (request.method != "PATCH" && request.method != "PUT") return nullptr;
        auto route = parse_route(request.target);
        if (!route || route->kind != Route::Kind::upload) return nullptr;
        auto upload = uploads_->find(route->repository, route->reference);
        if (!upload) return nullptr;
        return std::make_shared<UploadSink>(*uploads_, std::move(upload), first_of_range(request));
    }

    std::shared_ptr<Uploads> uploads_;
    Tools tools_;
};

}  // namespace

std::unique_ptr<Registry> Registry::create(World world) {
    return std::make_unique<DistributionRegistry>(world);
}

}  // namespace atlas::registry
