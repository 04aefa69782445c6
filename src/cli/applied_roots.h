// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace atlas::cli {

/// Which roots were brought up in this home; kept in its file `applied_roots`. With it a state of
/// Terraform that was lost beside a full region is told from a root that is new here.
bool was_applied(const std::string& home, const std::string& root);

/// Kept as far as there is room for it.
void note_applied(const std::string& home, const std::string& root);

/// What to do where the region has what a root made, and Terraform's state of it is gone.
std::string advice_for_lost_state(const std::string& home, const std::string& root);

}  // namespace atlas::cli
