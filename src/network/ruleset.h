// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace atlas::network {

/// One nft table as a value: what must stand in it. Names are nft identifiers. Chains may jump to
/// chains and look up sets of the same table only.
struct Ruleset {
    /// A set, or a map where its type has a " : ".
    struct Elements {
        std::string type;                         // "ipv4_addr", "ipv4_addr : verdict"
        std::map<std::string, std::string> each;  // key → what a map gives, empty in a set
        std::string options = {};                 // "flags dynamic; " where packets add elements
        bool operator==(const Elements&) const = default;
    };

    std::string table;  // "inet vpc"
    /// Chains that hang on a hook, by name: "type filter hook forward priority 0; policy drop;".
    /// Constant for a table: a base chain made anew drops packets until its transaction ends.
    std::map<std::string, std::string> hooks;
    std::map<std::string, Elements> sets;
    std::map<std::string, std::vector<std::string>> chains;  // rules in order; hooked ones too
};

/// The names in a table that the kernel has.
struct TableNames {
    std::set<std::string> chains;
    std::set<std::string> sets;
    std::set<std::string> maps;
};
/// Reads them from the output of `nft -t list table …`.
TableNames parse_table_names(std::string_view listing);

/// The one transaction (`nft -f`) that makes `before` into `after`; empty where they are the same.
std::string render_change(const Ruleset& before, const Ruleset& after);
/// The same where only the names of what stands there are known: after a start of the region. With
/// no names it makes the table.
std::string render_anew(const TableNames& before, const Ruleset& after);

}  // namespace atlas::network
