// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace atlas::cli {

/// The roots of a checkout: the folders of terraform/ that hold a main.tf, by name.
std::vector<std::string> find_roots(const std::string& checkout);

/// The root that was typed: "staging", or as a shell completes it, "terraform/staging/".
std::string root_name(std::string typed);

}  // namespace atlas::cli
