// SPDX-License-Identifier: Apache-2.0
#include "cli/applied_roots.h"

#include <sstream>

#include <fmt/core.h>

#include "linux/replace_file.h"

namespace atlas::cli {
namespace {

std::string path_of(const std::string& home) {
    return home + "/applied_roots";
}

}  // namespace

bool was_applied(const std::string& home, const std::string& root) {
    auto text = linux::read_file(path_of(home));
    if (!text) return false;
    std::istringstream lines(text.value());
    for (std::string line; std::getline(lines, line);)
        if (line == root) return true;
    return false;
}

void note_applied(const std::string& home, const std::string& root) {
    if (was_applied(home, root)) return;
    auto text = linux::read_file(path_of(home));
    (void)linux::replace_file(path_of(home), (text ? text.value() : "") + root + "\n");
}

std::string advice_for_lost_state(const std::string& home, const std::string& root) {
    return fmt::format(
        "put the state back below terraform/{0}/terraform.tfstate.d; or take each resource into a "
        "new "
        "one by: eval \"$(./atlas env)\"; terraform -chdir=terraform/{0} import ADDRESS ID; or "
        "erase "
        "the region by: ./atlas down --purge; if you destroyed it on purpose: rm {1}",
        root,
        path_of(home)
    );
}

}  // namespace atlas::cli
