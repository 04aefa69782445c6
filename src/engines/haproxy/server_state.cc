// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/server_state.h"

#include <sstream>
#include <vector>

#include "engines/haproxy/configuration.h"

namespace atlas::engines::haproxy {
namespace {

// Columns of version 1: "be_id be_name srv_id srv_name …".
enum Column : std::size_t {
    backend = 1,
    server = 3,
    since_last_change = 9,
    check_state = 13,
};
using Line = std::vector<std::string>;

std::vector<Line> lines_of(const std::string& state) {
    std::vector<Line> lines;
    std::istringstream text(state);
    for (std::string row; std::getline(text, row);) {
        if (row.starts_with('#')) continue;
        std::istringstream cells(row);
        Line line;
        for (std::string cell; cells >> cell;)
            line.push_back(std::move(cell));
        if (line.size() > Column::check_state) lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<Line> lasting(const std::string& state) {
    auto lines = lines_of(state);
    for (auto& line : lines) {
        line[Column::since_last_change].clear();
        line[Column::check_state].clear();
    }
    return lines;
}

}  // namespace

bool same_server_state(const std::string& one, const std::string& other) {
    return lasting(one) == lasting(other);
}

std::map<std::string, Servers> steady_servers(const std::string& state) {
    std::map<std::string, Servers> steady;
    for (const auto& line : lines_of(state)) {
        std::string_view name = line[Column::server];
        if (!name.ends_with(open_suffix)) continue;
        name.remove_suffix(open_suffix.size());
        steady[line[Column::backend]][std::string(name)] = {};
    }
    return steady;
}

}  // namespace atlas::engines::haproxy
