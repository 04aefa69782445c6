// SPDX-License-Identifier: Apache-2.0
#include "store/database.h"

#include <cerrno>
#include <functional>
#include <optional>

#include <sqlite3.h>

#include "base/decimal.h"
#include "base/log.h"
#include "linux/free_room.h"
#include "store/commit_mark.h"
#include "store/row_digest.h"

namespace atlas::store {
namespace {

constexpr int application_id = 0x41746c73;  // "Atls"
/// Format 2 has the table `last_commit`. A program that does not maintain it must not write.
constexpr int format = 2;
/// A process that was just killed may hold its lock on the file a little longer.
constexpr int busy_timeout_ms = 250;
/// The write-ahead log's blocks are allocated in advance, so that commits succeed on a full disk.
/// Twice what is needed: SQLite checkpoints a log of 4 MiB and starts it again.
constexpr std::uint64_t log_bytes = 8 << 20;

struct Finalize {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

ErrorCode code_of(int outcome, int system_error) {
    if (system_error == ENOSPC || system_error == EDQUOT) return ErrorCode::exhausted;
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
    SqliteDatabase(sqlite3* database, linux::FileSystem& files, std::string path, const char* vfs)
        : database_(database),
          files_(files),
          path_(std::move(path)),
          on_the_machine_s_disk_(vfs == nullptr) {}

    Result<> set_up(bool fresh) {
        // Set before WAL, exclusive locking needs no shared memory and keeps other processes out.
        ATLAS_TRY(run("PRAGMA locking_mode=EXCLUSIVE"));
        const bool current = ATLAS_TRY(is_current(fresh));
        ATLAS_TRY(run("PRAGMA journal_mode=WAL"));
        ATLAS_TRY(run("PRAGMA synchronous=FULL"));
        ATLAS_TRY(run("PRAGMA journal_size_limit=" + std::to_string(log_bytes)));
        // Opening must succeed on a full disk, so tables that exist are not written again.
        if (!current) ATLAS_TRY(make_tables());
        ATLAS_TRY(check_pages());
        ATLAS_TRY(check_commits());
        put_ =
            ATLAS_TRY(prepare("INSERT INTO row VALUES (?1, ?2, ?3) ON CONFLICT (name, key) DO "
                              "UPDATE SET value = excluded.value"));
        erase_ = ATLAS_TRY(prepare("DELETE FROM row WHERE name = ?1 AND key = ?2"));
        find_ = ATLAS_TRY(prepare("SELECT value FROM row WHERE name = ?1 AND key = ?2"));
        note_ = ATLAS_TRY(prepare("INSERT OR REPLACE INTO last_commit VALUES (1, ?1, ?2)"));
        reserve_log();
        return {};
    }

    Result<std::vector<Row>> load() override {
        std::vector<Row> rows;
        ATLAS_TRY(each_row([&rows](Row row) { rows.push_back(std::move(row)); }));
        return rows;
    }

    Result<> write(const std::vector<Change>& changes) override {
        auto digest = digest_;
        auto written = write_all(changes, digest);
        if (!written) {
            (void)run("ROLLBACK");
            return written;
        }
        digest_ = digest;
        ++sequence_;
        return mark_->write({sequence_, digest_.hex()});
    }

    Result<> checkpoint() override {
        ATLAS_TRY(run("PRAGMA wal_checkpoint(TRUNCATE)"));
        reserve_log();
        return mark_->sync();
    }

private:
    Error failed(std::string_view doing) {
        const int outcome = sqlite3_errcode(database_.get());
        const int system_error = sqlite3_system_errno(database_.get());
        return Error(
            code_of(outcome, (outcome & 0xff) == SQLITE_IOERR ? system_error : 0),
            std::string(doing) + ": " + sqlite3_errmsg(database_.get())
        );
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
    /// Whether the file has everything that `make_tables` creates. io: it is not a store of Atlas;
    /// conflict: its format is newer.
    Result<bool> is_current(bool fresh) {
        const auto id = ATLAS_TRY(ask("PRAGMA application_id"));
        const auto version = ATLAS_TRY(ask("PRAGMA user_version"));
        // A power cut while the file is created leaves it without a table.
        const bool blank = id == "0" && version == "0" &&
                           ATLAS_TRY(ask("SELECT count(*) FROM sqlite_schema")) == "0";
        if (fresh || blank) return false;
        if (id != std::to_string(application_id))
            return Error(ErrorCode::io, "the file is no store of Atlas");
        const auto number = parse_decimal(version).value_or(0);
        if (number > format)
            return Error(
                ErrorCode::conflict,
                "the store has the newer format " + version + ", this program knows " +
                    std::to_string(format)
            );
        return number == format;
    }
    Result<> make_tables() {
        ATLAS_TRY(run("BEGIN IMMEDIATE"));
        ATLAS_TRY(
            run("CREATE TABLE IF NOT EXISTS row (name TEXT NOT NULL, key TEXT NOT NULL, "
                "value TEXT NOT NULL, PRIMARY KEY (name, key)) WITHOUT ROWID")
        );
        ATLAS_TRY(
            run("CREATE TABLE IF NOT EXISTS last_commit (one INTEGER PRIMARY KEY CHECK (one = 1), "
                "sequence INTEGER NOT NULL, digest TEXT NOT NULL)")
        );
        ATLAS_TRY(run("PRAGMA application_id=" + std::to_string(application_id)));
        ATLAS_TRY(run("PRAGMA user_version=" + std::to_string(format)));
        return run("COMMIT");
    }
    /// Checks that the rows are those of the last commit, and that no later commit was ever
    /// acknowledged; then names that commit in the mark.
    Result<> check_commits() {
        ATLAS_TRY(each_row([this](const Row& row) { digest_.add(row.table, row.key, row.value); }));
        auto noted = ATLAS_TRY(last_commit());
        if (noted && noted->digest != digest_.hex())
            return Error(ErrorCode::io, "the store is damaged: its rows are not those of a commit");
        if (noted) sequence_ = noted->sequence;
        mark_ = ATLAS_TRY(CommitMark::open(files_, path_ + "-mark"));
        const auto& acknowledged = mark_->found();
        if (!acknowledged && sequence_ > 0)
            log::info("store", "{}-mark names no commit; it is made anew", path_);
        if (acknowledged && acknowledged->sequence > sequence_)
            return Error(
                ErrorCode::io,
                "the store is damaged: commit " + std::to_string(acknowledged->sequence) +
                    " was acknowledged, but it ends at commit " + std::to_string(sequence_) + "; " +
                    path_ + " or its log " + path_ + "-wal was cut, emptied or replaced"
            );
        if (acknowledged && acknowledged->sequence == sequence_ &&
            acknowledged->digest != digest_.hex())
            return Error(ErrorCode::io, "the store is damaged: it is another one's");
        if (sequence_ == 0) return {};
        return mark_->write({sequence_, digest_.hex()});
    }
    Result<std::optional<Commit>> last_commit() {
        auto select = ATLAS_TRY(prepare("SELECT sequence, digest FROM last_commit"));
        const int outcome = sqlite3_step(select.get());
        if (outcome == SQLITE_DONE) return std::optional<Commit>();
        if (outcome != SQLITE_ROW) return failed("load the last commit");
        const auto sequence = sqlite3_column_int64(select.get(), 0);
        return std::optional(Commit{static_cast<std::uint64_t>(sequence), text(select, 1)});
    }
    Result<> each_row(const std::function<void(Row)>& take) {
        auto select = ATLAS_TRY(prepare("SELECT name, key, value FROM row ORDER BY name, key"));
        for (;;) {
            const int outcome = sqlite3_step(select.get());
            if (outcome == SQLITE_DONE) return {};
            if (outcome != SQLITE_ROW) return failed("load rows");
            take({text(select, 0), text(select, 1), text(select, 2)});
        }
    }
    Result<> write_all(const std::vector<Change>& changes, RowDigest& digest) {
        ATLAS_TRY(run("BEGIN IMMEDIATE"));
        for (const auto& change : changes) {
            if (auto before = ATLAS_TRY(find(change)))
                digest.remove(change.table, change.key, *before);
            if (change.value) digest.add(change.table, change.key, *change.value);
            auto& statement = change.value ? put_ : erase_;
            bind(statement, 1, change.table);
            bind(statement, 2, change.key);
            if (change.value) bind(statement, 3, *change.value);
            ATLAS_TRY(finish(statement, "write a row"));
        }
        const auto hex = digest.hex();
        sqlite3_bind_int64(note_.get(), 1, static_cast<sqlite3_int64>(sequence_ + 1));
        bind(note_, 2, hex);
        ATLAS_TRY(finish(note_, "note the commit"));
        return run("COMMIT");
    }
    Result<std::optional<std::string>> find(const Change& change) {
        bind(find_, 1, change.table);
        bind(find_, 2, change.key);
        const int outcome = sqlite3_step(find_.get());
        std::optional<std::string> value;
        if (outcome == SQLITE_ROW) value = text(find_, 0);
        sqlite3_reset(find_.get());
        if (outcome != SQLITE_ROW && outcome != SQLITE_DONE) return failed("find a row");
        return value;
    }
    Result<> finish(const Statement& statement, std::string_view doing) {
        const int outcome = sqlite3_step(statement.get());
        sqlite3_reset(statement.get());
        if (outcome != SQLITE_DONE) return failed(doing);
        return {};
    }
    void reserve_log() {
        if (!on_the_machine_s_disk_) return;
        if (auto reserved = linux::reserve_room(path_ + "-wal", log_bytes); !reserved)
            log::warning("store", "no room is kept for commits: {}", reserved.error().message());
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
    // SQLITE_STATIC: the text outlives the step, so SQLite need not copy it.
    static void bind(const Statement& statement, int index, const std::string& text) {
        sqlite3_bind_text64(
            statement.get(), index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8
        );
    }

    std::unique_ptr<sqlite3, Finalize> database_;
    linux::FileSystem& files_;
    const std::string path_;
    const bool on_the_machine_s_disk_;
    Statement put_;
    Statement erase_;
    Statement find_;
    Statement note_;
    std::optional<CommitMark> mark_;
    // The number and the digest of the last commit.
    std::uint64_t sequence_ = 0;
    RowDigest digest_;
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
    auto database = std::make_unique<SqliteDatabase>(raw, files, path, vfs);
    if (outcome != SQLITE_OK)
        return Error(code_of(outcome, 0), doing + ": " + sqlite3_errstr(outcome));
    // The file grows in large steps, so that it has space for a checkpoint on a full disk.
    int chunk_bytes = 1 << 20;
    sqlite3_file_control(raw, "main", SQLITE_FCNTL_CHUNK_SIZE, &chunk_bytes);
    sqlite3_busy_timeout(raw, busy_timeout_ms);
    ATLAS_TRY(database->set_up(fresh).during(doing));
    // SQLite makes the names of its journals durable, but not the name of the database.
    if (fresh) ATLAS_TRY(files.sync_directory(linux::directory_of(path)).during(doing));
    return std::unique_ptr<Database>(std::move(database));
}

}  // namespace atlas::store
