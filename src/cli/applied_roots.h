// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace atlas::cli {

/// Which roots have been applied in this home, from its file `applied_roots`. This tells a root
/// whose Terraform state was lost, while the region still has its resources, from a root that is
/// new here.
bool was_applied(const std::string& home, const std::string& root);

/// Records that a root has been applied. Best effort: a full disk is not an error.
void note_applied(const std::string& home, const std::string& root);

/// Advice for a root whose resources the region still has but whose Terraform state is gone.
std::string advice_for_lost_state(const std::string& home, const std::string& root);

}  // namespace atlas::cli
