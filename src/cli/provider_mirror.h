// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace atlas::cli {

/// A folder on this machine that holds `registry.terraform.io/`, or OpenTofu's
/// `registry.opentofu.org/`: ATLAS_PROVIDER_MIRROR, or the first found up to two levels under /opt,
/// /usr/share, /usr/local/share or ~/.terraform.d. Empty where there is none.
std::string find_provider_mirror();

/// Whether the user has a CLI configuration of their own, which then is the one that counts. `ours`
/// is the one that Atlas wrote: a shell that took `atlas env` names it, which makes it not theirs.
bool has_own_configuration(const std::string& ours);

/// A CLI configuration that takes providers from the mirror where it has them, else from their
/// registry.
std::string mirror_configuration(const std::string& mirror);

}  // namespace atlas::cli
