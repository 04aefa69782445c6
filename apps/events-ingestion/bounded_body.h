// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "net/http.h"

namespace atlas::ingestion {

/// A body held in memory up to a limit. What comes beyond is counted and dropped, so that the
/// handler can say which limit was exceeded, until the sender is clearly not going to stop: then
/// the connection ends.
class BoundedBody final : public net::BodySink {
public:
    explicit BoundedBody(std::size_t bytes_max) : bytes_max_(bytes_max) {}
    Result<> write(std::string_view bytes) override;

    /// True when more came than fits; `take` then gives nothing of worth.
    bool exceeded() const { return seen_ > bytes_max_; }
    std::string take() { return std::move(bytes_); }

private:
    /// Beyond the limit this much is still read for the sake of an answer.
    static constexpr std::size_t patience_bytes = 64 << 20;

    const std::size_t bytes_max_;
    std::size_t seen_ = 0;
    std::string bytes_;
};

}  // namespace atlas::ingestion
