// SPDX-License-Identifier: Apache-2.0
#include "broker/log/open_files.h"

#include <vector>

#include <doctest/doctest.h>

#include "linux/fake_file_system.h"

namespace atlas::broker {
namespace {

struct Fixture {
    std::shared_ptr<linux::File> open(int owner) {
        if (auto found = open_files.find(&owners[owner])) return found;
        auto file = disk.open("f" + std::to_string(owner), linux::OpenMode::create);
        return open_files.add(&owners[owner], std::move(file).value());
    }
    bool is_open(int owner) { return open_files.find(&owners[owner]) != nullptr; }

    linux::FakeFileSystem disk{1};
    OpenFiles open_files{disk, 3};
    char owners[100] = {};
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "the files used last stay open, and no more than allowed") {
    for (int owner = 0; owner < 50; ++owner) {
        open(owner);
        open(7);
        CHECK(open_files.count() <= 3);
    }
    CHECK(is_open(7));
    CHECK(is_open(49));
    CHECK_FALSE(is_open(47));
}

TEST_CASE_FIXTURE(Fixture, "a file that somebody keeps is not closed, and goes when it is free") {
    std::vector<std::shared_ptr<linux::File>> kept;
    for (int owner = 0; owner < 40; ++owner)
        kept.push_back(open(owner));
    CHECK(open_files.count() == 40);
    for (int owner = 0; owner < 40; ++owner)
        CHECK(open(owner) == kept[static_cast<std::size_t>(owner)]);
    kept.resize(5);
    for (int owner = 40; owner < 50; ++owner)
        open(owner);
    CHECK(open_files.count() == 6);  // the five that are held, and the one just added
    kept.clear();
    open_files.close_idle();
    CHECK(open_files.count() == 3);
}

TEST_CASE_FIXTURE(Fixture, "what is forgotten is opened anew") {
    auto file = open(1);
    open_files.forget(&owners[1]);
    open_files.forget(&owners[2]);
    CHECK(open_files.count() == 0);
    CHECK(open(1) != file);
}

}  // namespace atlas::broker
