// SPDX-License-Identifier: Apache-2.0
#include "cli/roots.h"

#include <algorithm>
#include <filesystem>

namespace atlas::cli {

std::vector<std::string> find_roots(const std::string& checkout) {
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& entry :
         std::filesystem::directory_iterator(checkout + "/terraform", ignored)) {
        if (std::filesystem::exists(entry.path() / "main.tf", ignored))
            names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
}

std::string root_name(std::string typed) {
    while (typed.ends_with('/'))
        typed.pop_back();
    constexpr std::string_view folder = "terraform/";
    return typed.starts_with(folder) ? typed.substr(folder.size()) : typed;
}

}  // namespace atlas::cli
