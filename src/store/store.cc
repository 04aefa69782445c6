// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"

#include <fcntl.h>

#include "linux/error.h"
#include "linux/fd.h"
#include "linux/free_room.h"
#include "store/database.h"
#include "store/thread_store.h"

namespace atlas::store {

void Batch::put(std::string_view table, std::string_view key, std::string value) {
    changes_.push_back({std::string(table), std::string(key), std::move(value)});
}

void Batch::erase(std::string_view table, std::string_view key) {
    changes_.push_back({std::string(table), std::string(key), std::nullopt});
}

Result<std::unique_ptr<Store>> Store::open(const std::string& path) {
    return std::unique_ptr<Store>(ATLAS_TRY(KeptStore::open(path)));
}

Result<std::unique_ptr<KeptStore>> KeptStore::open(const std::string& path) {
    // SQLite creates its journals with the mode of the database file, so the file is created first.
    const linux::Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!file) return linux::last_error("open the store " + path);
    static linux::SystemFileSystem files;
    auto database = ATLAS_TRY(Database::open(path, files));
    ATLAS_TRY(files.sync_directory(linux::directory_of(path)));
    auto free_room = [home = linux::directory_of(path)] { return linux::free_room(home); };
    return std::unique_ptr<KeptStore>(std::make_unique<ThreadStore>(std::move(database), free_room)
    );
}

}  // namespace atlas::store
