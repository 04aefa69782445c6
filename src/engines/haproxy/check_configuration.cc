// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/check_configuration.h"

#include <filesystem>

#include "base/utf8.h"
#include "engines/haproxy/configuration.h"
#include "linux/process_runner.h"
#include "linux/replace_file.h"

namespace atlas::engines::haproxy {
namespace {

// In "[ALERT]    (17) : config : parsing [/…/haproxy.cfg:31] : unknown keyword" the first alert is
// the cause; later ones are consequences.
std::string cause_of(const std::string& said) {
    auto begin = said.find("[ALERT]");
    if (begin == std::string::npos) return "it ended without a reason";
    auto line = said.substr(begin, said.find('\n', begin) - begin);
    constexpr std::string_view file = "/haproxy.cfg:";
    auto place = line.find(file);
    auto bracket = line.find(']', place);
    if (place == std::string::npos || bracket == std::string::npos) return line;
    place += file.size();
    return "line " + line.substr(place, bracket - place) + line.substr(bracket + 1);
}

Result<> read_by_haproxy(const Balancer& balancer, const std::string& folder) {
    ATLAS_TRY(linux::make_directory(folder));
    ATLAS_TRY(linux::make_directory(folder + "/certs"));
    for (const auto& [name, content] : configuration_files(balancer, {folder, false})) {
        ATLAS_TRY(linux::replace_file(folder + "/" + name, content));
    }
    linux::SystemProcessRunner runner;
    auto done = ATLAS_TRY(runner.run({{engine_program, "-c", "-f", folder + "/haproxy.cfg"}, ""}));
    // 2: valid, but without listeners.
    if (done.code == 0 || done.code == 2) return {};
    return Error(
        ErrorCode::invalid_argument,
        "haproxy refuses the new configuration: " +
            repair_utf8(cause_of(done.error_output + done.output))
    );
}

}  // namespace

Result<> check_configuration(const Balancer& balancer, const std::string& directory) {
    auto folder = directory + "/candidate";
    auto checked = read_by_haproxy(balancer, folder);
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return checked;
}

}  // namespace atlas::engines::haproxy
