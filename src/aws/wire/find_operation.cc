// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/find_operation.h"

#include <algorithm>

#include <fmt/core.h>

namespace atlas::aws {
namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    if (path.starts_with('/')) path.remove_prefix(1);
    if (path.ends_with('/')) path.remove_suffix(1);
    while (!path.empty()) {
        auto slash = path.find('/');
        segments.push_back(path.substr(0, slash));
        if (slash == std::string_view::npos) break;
        path.remove_prefix(slash + 1);
    }
    return segments;
}

bool is_label(std::string_view segment) {
    return segment.starts_with('{') && segment.ends_with('}');
}

/// Whether a path fits a URI template. `fixed` counts the segments that are not labels, so that
/// /v1/clusters/find takes precedence over /v1/clusters/{arn}.
bool matches(
    const std::vector<std::string_view>& pattern,
    const std::vector<std::string_view>& path,
    Labels& labels,
    int& fixed
) {
    if (pattern.size() != path.size()) return false;
    for (std::size_t index = 0; index < path.size(); ++index) {
        if (is_label(pattern[index])) {
            auto name = pattern[index].substr(1, pattern[index].size() - 2);
            labels.emplace_back(name, path[index]);
        } else if (pattern[index] == path[index]) {
            ++fixed;
        } else {
            return false;
        }
    }
    return true;
}

}  // namespace

const OperationModel* find_operation(const ServiceModel& service, std::string_view name) {
    auto found = std::ranges::find(service.operations, name, &OperationModel::name);
    return found == service.operations.end() ? nullptr : &*found;
}

OperationIndex::OperationIndex(std::vector<const ServiceModel*> services)
    : services_(std::move(services)) {
    for (const auto* service : services_) {
        if (service->protocol != Protocol::rest_json) continue;
        for (const auto& operation : service->operations) {
            auto path = operation.uri.substr(0, operation.uri.find('?'));
            routes_.push_back({service, &operation, segments_of(path)});
        }
    }
}

Answer<Target> OperationIndex::find(const net::Request& request, std::string_view signing_name)
    const {
    if (auto* target = request.headers.find("x-amz-target")) return find_json(*target);
    auto* type = request.headers.find("content-type");
    bool form = type && type->starts_with("application/x-www-form-urlencoded");
    bool query = request.query().find("Action=") != std::string_view::npos;
    if (form || query) return find_form(request, signing_name);
    return find_rest(request, signing_name);
}

Target OperationIndex::find_json(std::string_view target) const {
    Target found{.protocol = Protocol::json};
    auto dot = target.rfind('.');
    auto prefix = target.substr(0, dot);
    found.asked = dot == std::string_view::npos ? target : target.substr(dot + 1);
    for (const auto* service : services_) {
        if (service->protocol != Protocol::json || service->target_prefix != prefix) continue;
        found.service = service;
        found.operation = find_operation(*service, found.asked);
    }
    return found;
}

Answer<Target> OperationIndex::find_form(const net::Request& request, std::string_view signing_name)
    const {
    // Clients POST a form; a presigned URL is a GET with the same parameters in its query string.
    bool in_url = request.method == "GET";
    if (request.path() != "/" || (!in_url && request.method != "POST")) {
        return AwsError{
            "UnknownOperationException",
            fmt::format("{} {} is no operation.", request.method, request.path()),
            404,
            {}
        };
    }
    auto form = parse_query(in_url ? request.query() : request.body);
    if (!form) return std::move(form).error();
    // A presigned URL's signature parameters are not parameters of the operation.
    std::erase_if(form.value().children, [](const auto& child) {
        return child.first.starts_with("X-Amz-");
    });
    Target found{.protocol = Protocol::query, .form = std::move(form).value()};
    found.asked = found.form.value_of("Action");
    auto version = found.form.value_of("Version");
    for (const auto* service : services_) {
        bool form_protocol =
            service->protocol == Protocol::ec2 || service->protocol == Protocol::query;
        if (!form_protocol || service->api_version != version) continue;
        if (!signing_name.empty() && service->signing_name != signing_name) continue;
        found.service = service;
        found.protocol = service->protocol;
        found.operation = find_operation(*service, found.asked);
    }
    return found;
}

Target OperationIndex::find_rest(const net::Request& request, std::string_view signing_name) const {
    Target found{.protocol = Protocol::rest_json};
    found.asked = request.method + " " + std::string(request.path());
    auto path = segments_of(request.path());
    int best = -1;
    for (const auto& route : routes_) {
        if (!signing_name.empty() && route.service->signing_name != signing_name) continue;
        // Even an unknown path gets its error in the form of the service that it is signed for.
        found.service = found.service ? found.service : route.service;
        if (route.operation->method != request.method) continue;
        Labels labels;
        int fixed = 0;
        if (!matches(route.segments, path, labels, fixed) || fixed <= best) continue;
        best = fixed;
        found.service = route.service;
        found.operation = route.operation;
        found.labels = std::move(labels);
        found.asked = route.operation->name;
    }
    return found;
}

}  // namespace atlas::aws
