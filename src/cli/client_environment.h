// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "region/credentials.h"

namespace atlas::cli {

/// Variables that make any program a client of one region (endpoint, credentials, region, CA,
/// Terraform's workspace), in the order in which `atlas env` prints them. An empty value unsets the
/// variable, because its value would belong to another account.
std::vector<std::pair<std::string, std::string>> client_environment(
    const std::string& home, const region::Credentials& access
);

/// The value of NO_PROXY with which the region's addresses are reached directly: the current value
/// plus ours. Empty if no proxy is set or ours are already in it.
std::string direct_addresses(const std::string& proxies, const std::string& direct_now);

/// `text` quoted as one word for a POSIX shell.
std::string shell_word(const std::string& text);

}  // namespace atlas::cli
