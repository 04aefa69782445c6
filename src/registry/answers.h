// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http.h"
#include "registry/digest.h"
#include "registry/repositories.h"

namespace atlas::registry {

/// The error document of the OCI distribution specification:
/// {"errors":[{"code":"…","message":"…"}]}. Codes are those of its table.
net::Response refuse(const Refusal& refusal);
net::Response refuse(int http_status, std::string_view code, std::string_view message);
/// What the disk said, as 404 BLOB_UNKNOWN or 500.
net::Response refuse(const Error& error);

net::Response empty_answer(int status);
net::Response json_answer(int status, std::string body);
void set_digest(net::Response& response, const Digest& digest);

}  // namespace atlas::registry
