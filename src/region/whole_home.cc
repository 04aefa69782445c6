// SPDX-License-Identifier: Apache-2.0
#include "region/whole_home.h"

#include <filesystem>

namespace atlas::region {

Result<> check_whole(const std::string& home, bool has_rows) {
    std::error_code ignored;
    if (!has_rows) {
        if (!std::filesystem::exists(home + "/credentials.json", ignored)) return {};
        return Error(
            ErrorCode::io, home + "/store.db is empty, but a region was started in this home before"
        );
    }
    for (const char* part : {"ca/ca.pem", "ca/ca.key", "sealing.key"}) {
        if (!std::filesystem::exists(home + "/" + part, ignored))
            return Error(ErrorCode::io, home + "/" + part + " is missing beside a full store.db");
    }
    return {};
}

std::string advice_for_damage(const std::string& home) {
    return "put " + home + " back from a backup, whole, or erase it with: ./atlas down --purge";
}

}  // namespace atlas::region
