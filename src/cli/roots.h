// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace atlas::cli {

/// The roots of a checkout, by name: the folders in terraform/ that contain a main.tf.
std::vector<std::string> find_roots(const std::string& checkout);

/// The name of a root as it was typed: "staging", or "terraform/staging/" after shell completion.
std::string root_name(std::string typed);

}  // namespace atlas::cli
