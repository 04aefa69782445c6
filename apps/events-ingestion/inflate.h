// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace atlas::ingestion {

/// Decompresses a gzip body (RFC 1952, also with several members). Errors: exhausted (more than
/// `bytes_max`; it stops there, so that a gzip bomb costs no more memory than an honest body),
/// invalid_argument (damaged or incomplete).
Result<std::string> inflate_gzip(std::string_view compressed, std::size_t bytes_max);

}  // namespace atlas::ingestion
