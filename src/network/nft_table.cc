// SPDX-License-Identifier: Apache-2.0
#include "network/nft_table.h"

namespace atlas::network {

Result<> NftTable::run(std::string text) {
    linux::Command command;
    command.args = {"nft", "-f", "-"};
    command.input = std::move(text);
    command.network_namespace = namespace_;
    ATLAS_TRY(runner_.run_well(command));
    return {};
}

Result<TableNames> NftTable::list(const std::string& table, bool& found) {
    linux::Command command;
    command.args = {"nft", "-t", "list table " + table};
    command.network_namespace = namespace_;
    auto finished = ATLAS_TRY(runner_.run(command));
    found = finished.code == 0;
    return found ? parse_table_names(finished.output) : TableNames{};
}

Result<> NftTable::apply(const Ruleset& wanted) {
    std::string text;
    if (applied_) {
        text = render_change(*applied_, wanted);
    } else {
        bool found = false;
        text = render_anew(ATLAS_TRY(list(wanted.table, found)), wanted);
    }
    if (text.empty()) return {};
    applied_.reset();
    ATLAS_TRY(run(std::move(text)).during("change table " + wanted.table));
    applied_ = wanted;
    return {};
}

Result<> NftTable::remove(const std::string& table) {
    applied_.reset();
    return run("add table " + table + "\ndelete table " + table + "\n");
}

Result<bool> NftTable::exists(const std::string& table) {
    bool found = false;
    ATLAS_TRY(list(table, found));
    return found;
}

}  // namespace atlas::network
