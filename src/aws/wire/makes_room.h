// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace atlas::aws {

/// Whether an operation of this name may be carried out on a full disk: it takes something away, or
/// ends what fills the disk.
bool makes_room(std::string_view operation_name);

}  // namespace atlas::aws
