// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http.h"
#include "registry/digest.h"
#include "registry/repositories.h"

namespace atlas::registry {

/// Builds the error document of the OCI distribution specification:
/// {"errors":[{"code":"…","message":"…"}]}. `code` is one from its table of error codes.
net::Response refuse(const Refusal& refusal);
net::Response refuse(int http_status, std::string_view code, std::string_view message);
/// An error of the disk: not_found becomes 404 BLOB_UNKNOWN, all others 500.
net::Response refuse(const Error& error);

/// Answers with the header Docker-Distribution-Api-Version, which every answer has.
net::Response empty_answer(int status);
net::Response json_answer(int status, std::string body);
/// Sets Docker-Content-Digest.
void set_digest(net::Response& response, const Digest& digest);

}  // namespace atlas::registry
