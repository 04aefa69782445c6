// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace atlas::cli {

/// A folder on this machine that contains `registry.terraform.io/`, or `registry.opentofu.org/` for
/// OpenTofu: ATLAS_PROVIDER_MIRROR, or the first one found up to two levels below /opt, /usr/share,
/// /usr/local/share or ~/.terraform.d. Empty if there is none.
std::string find_provider_mirror();

/// Whether the user has a CLI configuration of their own, which then takes precedence. `ours` is
/// the file that Atlas wrote: after `atlas env` the environment names it, which does not make it
/// the user's.
bool has_own_configuration(const std::string& ours);

/// A CLI configuration that takes HashiCorp's providers from the mirror and all others from their
/// registry.
std::string mirror_configuration(const std::string& mirror);

}  // namespace atlas::cli
