// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace atlas::registry {

/// A content digest: "sha256:" and 64 lower-case hex digits, so that it is always safe in a path.
/// Source: OCI image specification, descriptor.md#digests.
class Digest {
public:
    /// invalid_argument: another algorithm, length or character.
    static Result<Digest> parse(std::string_view text);
    /// The digest of these bytes.
    static Digest of(std::string_view bytes);

    /// "sha256:…".
    std::string text() const { return "sha256:" + hex_; }
    const std::string& hex() const { return hex_; }
    auto operator<=>(const Digest&) const = default;

private:
    explicit Digest(std::string hex) : hex_(std::move(hex)) {}
    std::string hex_;
};

}  // namespace atlas::registry
