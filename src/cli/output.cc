// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"

#include <cstdio>

namespace atlas::cli {

void write_out(std::string_view text) {
    (void)std::fwrite(text.data(), 1, text.size(), stdout);
}

// ferror remembers any earlier failed write.
bool flush_out() {
    return std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

}  // namespace atlas::cli
