// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace atlas::ingestion {

/// The bytes of a gzip body (RFC 1952; several members one after another are one body). Stops at
/// `bytes_max`, so that a small bomb costs no more memory than an honest body: exhausted.
/// invalid_argument for a body that is damaged or ends early.
Result<std::string> inflate_gzip(std::string_view compressed, std::size_t bytes_max);

}  // namespace atlas::ingestion
