// SPDX-License-Identifier: Apache-2.0
#include "cli/home_folder.h"

#include <algorithm>
#include <filesystem>

#include "linux/replace_file.h"

namespace atlas::cli {
namespace {

// Files that may exist before the region has written its identity.
constexpr const char* early[] = {"command", "keep", "lock", "region.log"};

}  // namespace

Result<> prepare_home(const std::string& home) {
    std::error_code failed;
    if (!std::filesystem::exists(home + "/identity.json", failed)) {
        for (const auto& entry : std::filesystem::directory_iterator(home, failed)) {
            auto name = entry.path().filename().string();
            if (std::ranges::find(early, name) != std::end(early)) continue;
            return Error(
                ErrorCode::conflict,
                home + " holds something else (" + name + "); a region wants a folder of its own"
            );
        }
    }
    return linux::make_directory(home);
}

}  // namespace atlas::cli
