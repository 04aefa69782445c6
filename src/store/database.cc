// SPDX-License-Identifier: Apache-2.0
#include "store/database.h"

#include <sqlite3.h>

namespace atlas::store {
namespace {

constexpr int application_id = 0x41746c73;  // "Atls"
constexpr int format = 1;
/// A region that was just killed may still be ending.
constexpr int busy_timeout_ms = 250;

struct Finalize {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

ErrorCode code_of(int outcome) {
    switch (outcome & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return ErrorCode::conflict;
        case SQLITE_FULL:
            return ErrorCode::exhausted;
        default:
            return ErrorCode::io;
    }
}

class SqliteDatabase final : public Database {
public:
    explicit SqliteDatabase(sqlite3* database) : database_(database) {}

    Result<> set_up(bool fresh) {
        // Exclusive before WAL: no shared memory, and nobody else opens the file.
        ATLAS_TRY(run("PRAGMA locking_mode=EXCLUSIVE"));
        ATLAS_TRY(check_identity(fresh));
        ATLAS_TRY(run("PRAGMA journal_mode=WAL"));
        ATLAS_TRY(run("PRAGMA synchronous=FULL"));
        ATLAS_TRY(run("BEGIN IMMEDIATE"));
        ATLAS_TRY(
            run("CREATE TABLE IF NOT EXISTS row (name TEXT NOT NULL, key TEXT NOT NULL, "
                "value TEXT NOT NULL, PRIMARY KEY (name, key)) WITHOUT ROWID")
        );
        ATLAS_TRY(run("PRAGMA application_id=" + std::to_string(application_id)));
        ATLAS_TRY(run("PRAGMA user_version=" + std::to_string(format)));
        ATLAS_TRY(run("COMMIT"));
        ATLAS_TRY(check_pages());
        put_ =
            ATLAS_TRY(prepare("INSERT INTO row VALUES (?1, ?2, ?3) ON CONFLICT (name, key) DO "
                              "UPDATE SET value = excluded.value"));
        erase_ = ATLAS_TRY(prepare("DELETE FROM row WHERE name = ?1 AND key = ?2"));
        return {};
    }

    Result<std::vector<Row>> load() override {
        auto select = ATLAS_TRY(prepare("SELECT name, key, value FROM row ORDER BY name, key"));
        std::vector<Row> rows;
        for (;;) {
            const int outcome = sqlite3_step(select.get());
            if (outcome == SQLITE_DONE) return rows;
            if (outcome != SQLITE_ROW) return failed("load rows");
            rows.push_back({text(select, 0), text(select, 1), text(select, 2)});
        }
    }

    Result<> write(const std::vector<Change>& changes) override {
        ATLAS_TRY(run("BEGIN IMMEDIATE"));
        for (const auto& change : changes) {
            auto& statement = change.value ? put_ : erase_;
            bind(statement, 1, change.table);
            bind(statement, 2, change.key);
            if (change.value) bind(statement, 3, *change.value);
            const int outcome = sqlite3_step(statement.get());
            sqlite3_reset(statement.get());
            if (outcome != SQLITE_DONE) return failed("write a row");
        }
        return run("COMMIT");
    }

private:
    Error failed(std::string_view doing) {
        const int outcome = sqlite3_errcode(database_.get());
        return Error(code_of(outcome), std::string(doing) + ": " + sqlite3_errmsg(database_.get()));
    }
    Result<> run(const std::string& sql) {
        if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            return failed(sql.substr(0, sql.find('(')));
        return {};
    }
    Result<Statement> prepare(const char* sql) {
        sqlite3_stmt* raw = nullptr;
        if (sqlite3_prepare_v2(database_.get(), sql, -1, &raw, nullptr) != SQLITE_OK)
            return failed(sql);
        return Statement(raw);
    }
    Result<std::string> ask(const char* sql) {
        auto statement = ATLAS_TRY(prepare(sql));
        if (sqlite3_step(statement.get()) != SQLITE_ROW) return failed(sql);
        return text(statement, 0);
    }
    Result<> check_identity(bool fresh) {
        const auto id = ATLAS_TRY(ask("PRAGMA application_id"));
        const auto version = ATLAS_TRY(ask("PRAGMA user_version"));
        // A cut while the file is made leaves it without a table.
        const bool blank = id == "0" && version == "0" &&
                           ATLAS_TRY(ask("SELECT count(*) FROM sqlite_schema")) == "0";
        if (fresh || blank) return {};
        if (id != std::to_string(application_id))
            return Error(ErrorCode::io, "the file is no store of Atlas");
        if (std::stoi(version) > format)
            return Error(
                ErrorCode::conflict,
                "the store has the newer format " + version + ", this program knows " +
                    std::to_string(format)
            );
        return {};
    }
    Result<> check_pages() {
        const auto verdict = ATLAS_TRY(ask("PRAGMA quick_check(1)"));
        if (verdict != "ok") return Error(ErrorCode::io, "the store is damaged: " + verdict);
        return {};
    }
    static std::string text(const Statement& statement, int column) {
        const auto* bytes = sqlite3_column_text(statement.get(), column);
        const auto length = static_cast<std::size_t>(sqlite3_column_bytes(statement.get(), column));
        return bytes ? std::string(reinterpret_cast<const char*>(bytes), length) : std::string();
    }
    // The text outlives the step, so SQLite need not copy it.
    static void bind(const Statement& statement, int index, const std::string& text) {
        sqlite3_bind_text64(
            statement.get(), index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8
        );
    }

    std::unique_ptr<sqlite3, Finalize> database_;
    Statement put_;
    Statement erase_;
};

}  // namespace

Result<std::unique_ptr<Database>> Database::open(
    const std::string& path, linux::FileSystem& files, const char* vfs
) {
    const auto doing = "open the store " + path;
    const bool fresh = !files.exists(path);
    sqlite3* raw = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    const int outcome = sqlite3_open_v2(path.c_str(), &raw, flags, vfs);
    auto database = std::make_unique<SqliteDatabase>(raw);
    if (outcome != SQLITE_OK)
        return Error(code_of(outcome), doing + ": " + sqlite3_errstr(outcome));
    sqlite3_busy_timeout(raw, busy_timeout_ms);
    ATLAS_TRY(database->set_up(fresh).during(doing));
    // SQLite makes its journals' names durable, but not the database's own.
    if (fresh) ATLAS_TRY(files.sync_directory(linux::directory_of(path)).during(doing));
    return std::unique_ptr<Database>(std::move(database));
}

}  // namespace atlas::store
