// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "supervisor/start_hook.h"

using namespace atlas;
using namespace atlas::supervisor;
namespace fs = std::filesystem;

TEST_CASE("an image whose list of users is no regular file is refused by the file's name") {
    char name[] = "/tmp/atlas-users-XXXXXX";
    fs::path root = mkdtemp(name);
    Workshop workshop{};
    WorkloadSpec spec;
    Start start{workshop, spec, "", {}};
    start.bundle.root_path = root;
    spec.user = "1000";
    CHECK(user_hook.apply(start).ok());
    CHECK(start.bundle.uid == 1000);
    fs::create_directories(root / "etc");
    REQUIRE(mkfifo((root / "etc/passwd").c_str(), 0666) == 0);
    spec.user = "web";
    auto refused = user_hook.apply(start);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message().contains("/etc/passwd inside is not a regular file"));
    fs::remove_all(root);
}
