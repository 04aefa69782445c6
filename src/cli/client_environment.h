// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "region/credentials.h"

namespace atlas::cli {

/// Variables that make any program a client of one region: endpoint, credentials, region, CA,
/// Terraform's workspace; in the order in which `atlas env` prints them. An empty value takes the
/// variable away, since what it would say belongs to another account.
std::vector<std::pair<std::string, std::string>> client_environment(
    const std::string& home, const region::Credentials& access
);

/// What NO_PROXY must be so that the region's addresses are asked for without a proxy: what it is
/// now and ours. Empty where no proxy is set, or ours are in it already.
std::string direct_addresses(const std::string& proxies, const std::string& direct_now);

/// A word that a POSIX shell reads as `text`.
std::string shell_word(const std::string& text);

}  // namespace atlas::cli
