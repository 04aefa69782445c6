// SPDX-License-Identifier: Apache-2.0
#include "linux/fd.h"

#include <unistd.h>

namespace atlas::linux {

void Fd::close() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
}

}  // namespace atlas::linux
