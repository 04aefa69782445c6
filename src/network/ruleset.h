// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace atlas::network {

/// The desired content of one nft table as a value. Names are nft identifiers. Chains jump only to
/// chains and use only sets of the same table.
struct Ruleset {
    /// A set, or a map if its type contains " : ".
    struct Elements {
        std::string type;                         // "ipv4_addr", "ipv4_addr : verdict"
        std::map<std::string, std::string> each;  // key → the map's value; empty in a set
        std::string options = {};                 // "flags dynamic; " if packets add elements
        bool operator==(const Elements&) const = default;
    };

    std::string table;  // "inet vpc"
    /// Base chains by name: "type filter hook forward priority 0; policy drop;". They never change
    /// for a table: a new base chain drops packets until its transaction has ended.
    std::map<std::string, std::string> hooks;
    std::map<std::string, Elements> sets;
    std::map<std::string, std::vector<std::string>> chains;  // rules in order; base chains too
};

/// The names in a table of the kernel.
struct TableNames {
    std::set<std::string> chains;
    std::set<std::string> sets;
    std::set<std::string> maps;
};
/// Parses the output of `nft -t list table …`.
TableNames parse_table_names(std::string_view listing);

/// The transaction (`nft -f`) that changes `before` into `after`; empty if they are equal.
std::string render_change(const Ruleset& before, const Ruleset& after);
/// The same if only the names in the existing table are known, as after a start of the region.
/// Without names it creates the table.
std::string render_anew(const TableNames& before, const Ruleset& after);

}  // namespace atlas::network
