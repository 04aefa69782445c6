// SPDX-License-Identifier: Apache-2.0
#include "region/control.h"

#include <algorithm>
#include <charconv>

namespace atlas::region {
namespace {

constexpr int lines_default = 20;
// Per workload; answers are built in memory on the region thread.
constexpr int lines_max = 1000;

net::Response json_response(int status, const json::Value& value) {
    net::Response response;
    response.status = status;
    response.headers.add("Content-Type", "application/json");
    response.body = json::serialize(value) + "\n";
    return response;
}

net::Response refusal(int status, const std::string& message) {
    json::Object object;
    object["message"] = message;
    return json_response(status, object);
}

std::string parameter(std::string_view query, std::string_view name) {
    while (!query.empty()) {
        auto part = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), part.size() + 1));
        auto equals = part.find('=');
        if (part.substr(0, equals) == name && equals != std::string_view::npos) {
            return std::string(part.substr(equals + 1));
        }
    }
    return "";
}

template <typename Number>
Number number_of(const std::string& text, Number otherwise) {
    std::from_chars(text.data(), text.data() + text.size(), otherwise);
    return otherwise;
}

void run_operation(Controlled& region, const net::Request& request, net::Respond respond) {
    auto rest = request.path().substr(std::string_view("/v1/operation/").size());
    auto slash = rest.find('/');
    auto input = json::parse(request.body.empty() ? "{}" : request.body);
    if (slash == std::string_view::npos || !input) {
        respond(refusal(
            400, input ? "expected /v1/operation/<service>/<Operation>" : input.error().message()
        ));
        return;
    }
    region.run_operation(
        std::string(rest.substr(0, slash)),
        std::string(rest.substr(slash + 1)),
        input.value(),
        [respond = std::move(respond)](json::Value result) mutable {
            respond(json_response(200, result));
        }
    );
}

}  // namespace

void answer_control(Controlled& region, const net::Request& request, net::Respond respond) {
    auto path = request.path();
    if (request.method == "GET" && path == "/v1/region") {
        respond(json_response(200, region.describe()));
    } else if (request.method == "GET" && path == "/v1/changes") {
        auto known = number_of<Changes::Version>(parameter(request.query(), "known"), 0);
        region.await_change(known, [respond = std::move(respond)](auto version) mutable {
            json::Object object;
            object["Version"] = version;
            respond(json_response(200, object));
        });
    } else if (request.method == "GET" && path == "/v1/lines") {
        auto count = number_of(parameter(request.query(), "count"), lines_default);
        respond(json_response(
            200,
            region.last_lines(parameter(request.query(), "owner"), std::clamp(count, 0, lines_max))
        ));
    } else if (request.method == "POST" && path.starts_with("/v1/operation/")) {
        run_operation(region, request, std::move(respond));
    } else if (request.method == "POST" && path == "/v1/stop") {
        region.stop([respond = std::move(respond)]() mutable {
            respond(json_response(200, json::Object{}));
        });
    } else {
        respond(refusal(404, "no such path"));
    }
}

std::string control_path(const std::string& home) {
    return home + "/control.sock";
}

Result<std::unique_ptr<net::Server>> open_control(
    const std::string& home, Executor& region_thread, Controlled& region
) {
    auto server = net::Server::create(
        {},
        [&region_thread, &region](net::Request request, net::Respond respond) {
            region_thread.post(
                [&region, request = std::move(request), respond = std::move(respond)]() mutable {
                    answer_control(region, request, std::move(respond));
                }
            );
        }
    );
    auto socket = ATLAS_TRY(net::open_unix_listener(control_path(home)));
    ATLAS_TRY(server->listen(std::move(socket)));
    return server;
}

}  // namespace atlas::region
