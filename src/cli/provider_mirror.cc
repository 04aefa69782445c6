// SPDX-License-Identifier: Apache-2.0
#include "cli/provider_mirror.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <vector>

namespace atlas::cli {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

// Registries in which Terraform and OpenTofu look for "hashicorp/aws".
constexpr std::array<std::string_view, 2> registries{
    "registry.terraform.io", "registry.opentofu.org"
};

bool is_mirror(const fs::path& folder) {
    std::error_code ignored;
    return std::ranges::any_of(registries, [&](std::string_view registry) {
        return fs::is_directory(folder / registry, ignored);
    });
}

std::string hashicorp_providers() {
    std::string list;
    for (auto registry : registries)
        list += (list.empty() ? "\"" : ", \"") + std::string(registry) + "/hashicorp/*\"";
    return "[" + list + "]";
}

std::string look_below(const fs::path& folder, int levels) {
    if (is_mirror(folder)) return folder.string();
    if (levels == 0) return "";
    std::error_code ignored;
    for (fs::directory_iterator
             entry(folder, fs::directory_options::skip_permission_denied, ignored),
         end;
         entry != end;
         entry.increment(ignored)) {
        if (!entry->is_directory(ignored)) continue;
        auto found = look_below(entry->path(), levels - 1);
        if (!found.empty()) return found;
    }
    return "";
}

}  // namespace

std::string find_provider_mirror() {
    auto given = environment("ATLAS_PROVIDER_MIRROR");
    if (!given.empty()) return given;
    std::vector<fs::path> places{"/opt", "/usr/share", "/usr/local/share"};
    if (auto home = environment("HOME"); !home.empty())
        places.push_back(fs::path(home) / ".terraform.d");
    for (const auto& place : places) {
        auto found = look_below(place, 2);
        if (!found.empty()) return found;
    }
    return "";
}

bool has_own_configuration(const std::string& ours) {
    std::error_code ignored;
    for (const char* name : {"TF_CLI_CONFIG_FILE", "TERRAFORM_CONFIG"}) {
        auto file = environment(name);
        if (!file.empty() && file != ours && fs::exists(file, ignored)) return true;
    }
    auto home = environment("HOME");
    if (home.empty()) return false;
    for (const char* name : {".terraformrc", ".tofurc", ".config/opentofu/tofurc"}) {
        if (fs::exists(fs::path(home) / name, ignored)) return true;
    }
    return false;
}

std::string mirror_configuration(const std::string& mirror) {
    return "# Written by atlas: providers of this machine's mirror, the rest from their registry.\n"
           "provider_installation {\n"
           "  filesystem_mirror {\n"
           "    path    = \"" +
           mirror +
           "\"\n"
           "    include = " +
           hashicorp_providers() +
           "\n"
           "  }\n"
           "  direct {\n"
           "    exclude = " +
           hashicorp_providers() +
           "\n"
           "  }\n"
           "}\n";
}

}  // namespace atlas::cli
