// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/store.h"

struct sqlite3;
struct sqlite3_stmt;

namespace atlas::store {

/// The one SQLite connection of a store: rows in, rows out, whole transactions. One thread at a
/// time.
class Database {
public:
    /// `vfs` names the SQLite VFS to use; empty = the machine's files. io: damaged, or written by a
    /// newer Atlas.
    static Result<std::unique_ptr<Database>> open(
        const std::string& path, const std::string& vfs = ""
    );
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    Result<std::vector<Row>> load();
    /// All batches in one transaction; on the disk when it returns.
    Result<> write(const std::vector<std::vector<Change>>& batches);

private:
    Database() = default;
    Result<> run(const char* sql);
    Result<> prepare_schema();
    Result<sqlite3_stmt*> prepare(const char* sql);
    Result<> apply(const Change& change);
    Error error(const char* doing) const;

    sqlite3* handle_ = nullptr;
    sqlite3_stmt* put_ = nullptr;
    sqlite3_stmt* erase_ = nullptr;
};

}  // namespace atlas::store
