// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "json/value.h"

namespace atlas::cli {

/// Talks to the region of one home over its control socket. Blocking.
class RegionClient {
public:
    explicit RegionClient(std::string home) : home_(std::move(home)) {}
    /// GET /v1/region. unavailable: no region answers.
    Result<json::Value> describe() const;
    /// Runs an AWS operation as the administrator and returns its output. conflict, with "Code:
    /// message": the operation was refused.
    Result<json::Value> run(
        const std::string& service, const std::string& operation, const json::Value& input
    ) const;
    /// Runs a list operation and returns `member` of all pages together.
    Result<json::Array> list(
        const std::string& service,
        const std::string& operation,
        json::Object input,
        const std::string& member
    ) const;
    /// GET /v1/changes: waits until the region's version differs from `known` (0 = any), at most
    /// one second, less after an interrupt. Returns the current version; if it equals `known`,
    /// nothing has changed.
    Result<std::int64_t> await_change(std::int64_t known) const;
    /// GET /v1/lines.
    Result<json::Value> last_lines(const std::string& owner_prefix, int count) const;
    /// POST /v1/stop: the region's process ends after its answer.
    Result<> stop() const;

private:
    Result<json::Value> ask(
        const std::string& method,
        const std::string& target,
        const std::string& body = "",
        int given_up = -1
    ) const;
    std::string home_;
};

}  // namespace atlas::cli
