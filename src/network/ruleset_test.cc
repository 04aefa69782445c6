// SPDX-License-Identifier: Apache-2.0
#include "network/ruleset.h"

#include <doctest/doctest.h>

namespace atlas::network {
namespace {

Ruleset table() {
    Ruleset rules;
    rules.table = "inet x";
    rules.hooks["egress"] = "type filter hook forward priority 0; policy drop;";
    rules.chains["egress"] = {"ip saddr vmap @senders"};
    rules.chains["eni_1_out"] = {"ip daddr @sg_a accept"};
    rules.sets["senders"] = {"ipv4_addr : verdict", {{"10.0.0.4", "jump eni_1_out"}}};
    rules.sets["sg_a"] = {"ipv4_addr", {{"10.0.0.4", ""}, {"10.0.0.5", ""}}};
    return rules;
}

TEST_CASE("a new table is made whole") {
    CHECK(
        render_anew({}, table()) ==
        "add table inet x\n"
        "add chain inet x egress { type filter hook forward priority 0; policy drop; }\n"
        "add map inet x senders { type ipv4_addr : verdict; }\n"
        "add set inet x sg_a { type ipv4_addr; }\n"
        "add chain inet x eni_1_out\n"
        "add element inet x senders { 10.0.0.4 : jump eni_1_out }\n"
        "add element inet x sg_a { 10.0.0.4, 10.0.0.5 }\n"
        "add rule inet x egress ip saddr vmap @senders\n"
        "add rule inet x eni_1_out ip daddr @sg_a accept\n"
    );
}

TEST_CASE("nothing is said where nothing changed") {
    CHECK(render_change(table(), table()).empty());
}

TEST_CASE("a change of members touches elements only") {
    auto after = table();
    after.sets["sg_a"].each.erase("10.0.0.5");
    after.sets["sg_a"].each["10.0.0.6"];
    CHECK(
        render_change(table(), after) ==
        "delete element inet x sg_a { 10.0.0.5 }\n"
        "add element inet x sg_a { 10.0.0.6 }\n"
    );
}

TEST_CASE("what goes is deleted after all that refers to it") {
    auto after = table();
    after.sets["senders"].each.clear();
    after.sets.erase("sg_a");
    after.chains.erase("eni_1_out");
    CHECK(
        render_change(table(), after) ==
        "delete element inet x senders { 10.0.0.4 }\n"
        "flush chain inet x eni_1_out\n"
        "delete chain inet x eni_1_out\n"
        "delete set inet x sg_a\n"
    );
}

TEST_CASE("a table found after a restart is emptied and filled in the same transaction") {
    auto names = parse_table_names(
        "table inet x {\n\tmap old {\n\t\ttype ipv4_addr : verdict\n\t}\n\n\tset gone {\n\t}\n"
        "\tchain egress {\n\t\ttype filter hook forward priority filter; policy drop;\n\t}\n"
        "\n\tchain eni_9_out {\n\t}\n}\n"
    );
    CHECK(names.maps == std::set<std::string>{"old"});
    CHECK(names.sets == std::set<std::string>{"gone"});
    auto text = render_anew(names, table());
    CHECK(text.contains(
        "flush chain inet x egress\nflush chain inet x eni_9_out\ndelete map inet x old\n"
        "delete chain inet x eni_9_out\ndelete set inet x gone\n"
    ));
    CHECK(!text.contains("delete chain inet x egress"));
    CHECK(text.ends_with("add rule inet x eni_1_out ip daddr @sg_a accept\n"));
}

}  // namespace
}  // namespace atlas::network
