// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"

#include <cstdio>

namespace atlas::cli {

void write_out(std::string_view text) {
    (void)std::fwrite(text.data(), 1, text.size(), stdout);
}

// The stream remembers that a write failed, whichever it was.
bool flush_out() {
    return std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

}  // namespace atlas::cli
