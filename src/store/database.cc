// SPDX-License-Identifier: Apache-2.0
#include "store/database.h"

#include <sqlite3.h>

namespace atlas::store {
namespace {

constexpr int format = 1;  // PRAGMA user_version; docs/durability.md
constexpr int busy_timeout_ms = 5'000;

void bind_text(sqlite3_stmt* statement, int at, const std::string& text) {
    sqlite3_bind_text(statement, at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
}

std::string column_text(sqlite3_stmt* statement, int at) {
    auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, at));
    return {text ? text : "", static_cast<std::size_t>(sqlite3_column_bytes(statement, at))};
}

}  // namespace

Error Database::error(const char* doing) const {
    auto code =
        handle_ && sqlite3_errcode(handle_) == SQLITE_FULL ? ErrorCode::exhausted : ErrorCode::io;
    return {
        code, std::string(doing) + ": " + (handle_ ? sqlite3_errmsg(handle_) : "out of memory")
    };
}

Result<> Database::run(const char* sql) {
    if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return error(sql);
    return {};
}

Result<sqlite3_stmt*> Database::prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_, sql, -1, &statement, nullptr) != SQLITE_OK) return error(sql);
    return statement;
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path, const std::string& vfs) {
    std::unique_ptr<Database> made(new Database);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    int opened =
        sqlite3_open_v2(path.c_str(), &made->handle_, flags, vfs.empty() ? nullptr : vfs.c_str());
    if (opened != SQLITE_OK) return made->error(("open " + path).c_str());
    sqlite3_busy_timeout(made->handle_, busy_timeout_ms);
    ATLAS_TRY(made->prepare_schema().during("open " + path));
    made->put_ =
        ATLAS_TRY(made->prepare("INSERT INTO row (place, key, value) VALUES (?1, ?2, ?3) "
                                "ON CONFLICT (place, key) DO UPDATE SET value = ?3"));
    made->erase_ = ATLAS_TRY(made->prepare("DELETE FROM row WHERE place = ?1 AND key = ?2"));
    return made;
}

Database::~Database() {
    sqlite3_finalize(put_);
    sqlite3_finalize(erase_);
    sqlite3_close(handle_);
}

// The log is private to this process (exclusive locking), so it needs no shared memory file beside
// it.
Result<> Database::prepare_schema() {
    ATLAS_TRY(run("PRAGMA locking_mode = EXCLUSIVE"));
    ATLAS_TRY(run("PRAGMA journal_mode = WAL"));
    ATLAS_TRY(run("PRAGMA synchronous = FULL"));
    auto* version = ATLAS_TRY(prepare("PRAGMA user_version"));
    int found = sqlite3_step(version) == SQLITE_ROW ? sqlite3_column_int(version, 0) : 0;
    sqlite3_finalize(version);
    if (found > format) {
        return Error(
            ErrorCode::io, "format " + std::to_string(found) + " was written by a newer Atlas"
        );
    }
    ATLAS_TRY(
        run("CREATE TABLE IF NOT EXISTS row "
            "(place TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (place, "
            "key)) WITHOUT ROWID")
    );
    if (found < format) ATLAS_TRY(run("PRAGMA user_version = 1"));
    return {};
}

Result<std::vector<Row>> Database::load() {
    std::vector<Row> rows;
    auto* statement = ATLAS_TRY(prepare("SELECT place, key, value FROM row ORDER BY place, key"));
    int step = sqlite3_step(statement);
    for (; step == SQLITE_ROW; step = sqlite3_step(statement)) {
        rows.push_back(
            {column_text(statement, 0), column_text(statement, 1), column_text(statement, 2)}
        );
    }
    sqlite3_finalize(statement);
    if (step != SQLITE_DONE) return error("read rows");
    return rows;
}

Result<> Database::apply(const Change& change) {
    auto* statement = change.value ? put_ : erase_;
    bind_text(statement, 1, change.table);
    bind_text(statement, 2, change.key);
    if (change.value) bind_text(statement, 3, *change.value);
    int step = sqlite3_step(statement);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    if (step != SQLITE_DONE) return error("write a row");
    return {};
}

Result<> Database::write(const std::vector<std::vector<Change>>& batches) {
    ATLAS_TRY(run("BEGIN IMMEDIATE"));
    for (const auto& batch : batches) {
        for (const auto& change : batch)
            ATLAS_TRY(apply(change));
    }
    return run("COMMIT");
}

}  // namespace atlas::store
