// SPDX-License-Identifier: Apache-2.0
#include "cli/nearest_name.h"

#include <doctest/doctest.h>

using atlas::cli::nearest_name;
using atlas::cli::suggestion;

const std::vector<std::string> verbs{"up", "down", "status", "wait", "logs", "region", "env", "ca"};

TEST_CASE("a letter too many, too few, changed or swapped still means the name") {
    CHECK(nearest_name("statuss", verbs) == "status");
    CHECK(nearest_name("statu", verbs) == "status");
    CHECK(nearest_name("stutus", verbs) == "status");
    CHECK(nearest_name("satus", verbs) == "status");
    CHECK(nearest_name("lgos", verbs) == "logs");
}

TEST_CASE("a part of a name means it") {
    CHECK(nearest_name("stat", verbs) == "status");
    CHECK(nearest_name("ingest", {"events-ingestion", "scoring"}) == "events-ingestion");
}

TEST_CASE("what is near to nothing gets the list of what there is") {
    CHECK(nearest_name("bananas", verbs) == "");
    CHECK(suggestion("bananas", {"up", "down"}) == "; there is: up, down");
    CHECK(suggestion("bananas", {}) == "");
    CHECK(suggestion("dwon", {"up", "down"}) == "; did you mean \"down\"?");
}
