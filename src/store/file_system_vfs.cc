// SPDX-License-Identifier: Apache-2.0
#include "store/file_system_vfs.h"

#include <cstring>

#include <sqlite3.h>

namespace atlas::store {
namespace {

linux::FileSystem& files_of(sqlite3_vfs* vfs) {
    return *static_cast<linux::FileSystem*>(vfs->pAppData);
}

/// An open file. SQLite allocates it, knows only its first member and runs no constructor or
/// destructor, hence the raw pointers.
struct OpenFile {
    sqlite3_file base;
    linux::FileSystem* files;
    linux::File* file;
    std::string* path;
    bool sync_name;  // a new journal's name becomes durable with its first sync
    bool delete_on_close;
};

OpenFile& opened(sqlite3_file* file) {
    return *reinterpret_cast<OpenFile*>(file);
}

int close_file(sqlite3_file* raw) {
    auto& file = opened(raw);
    delete file.file;
    if (file.delete_on_close) (void)file.files->remove(*file.path);
    delete file.path;
    return SQLITE_OK;
}

int read_file(sqlite3_file* raw, void* into, int bytes, sqlite3_int64 offset) {
    const std::span<char> room(static_cast<char*>(into), static_cast<std::size_t>(bytes));
    auto got = opened(raw).file->read_at(static_cast<std::uint64_t>(offset), room);
    if (!got) return SQLITE_IOERR_READ;
    if (got.value() == room.size()) return SQLITE_OK;
    std::memset(room.data() + got.value(), 0, room.size() - got.value());
    return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* raw, const void* from, int bytes, sqlite3_int64 offset) {
    const std::string_view text(static_cast<const char*>(from), static_cast<std::size_t>(bytes));
    auto done = opened(raw).file->write_at(static_cast<std::uint64_t>(offset), text);
    return done ? SQLITE_OK : SQLITE_IOERR_WRITE;
}

int truncate_file(sqlite3_file* raw, sqlite3_int64 size) {
    auto done = opened(raw).file->truncate(static_cast<std::uint64_t>(size));
    return done ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

int sync_file(sqlite3_file* raw, int) {
    auto& file = opened(raw);
    if (!file.file->sync()) return SQLITE_IOERR_FSYNC;
    if (file.sync_name && !file.files->sync_directory(linux::directory_of(*file.path)))
        return SQLITE_IOERR_DIR_FSYNC;
    file.sync_name = false;
    return SQLITE_OK;
}

int file_size(sqlite3_file* raw, sqlite3_int64* size) {
    auto found = opened(raw).file->size();
    if (!found) return SQLITE_IOERR_FSTAT;
    *size = static_cast<sqlite3_int64>(found.value());
    return SQLITE_OK;
}

int no_lock(sqlite3_file*, int) {
    return SQLITE_OK;
}

int no_reserved_lock(sqlite3_file*, int* reserved) {
    *reserved = 0;
    return SQLITE_OK;
}

int no_control(sqlite3_file*, int, void*) {
    return SQLITE_NOTFOUND;
}

/// The size of the sectors of the fake disk.
int sector_size(sqlite3_file*) {
    return 512;
}

/// As SQLite assumes on Linux: a power cut during a write does not damage the adjacent bytes.
int characteristics(sqlite3_file*) {
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

constexpr sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = no_lock,
    .xUnlock = no_lock,
    .xCheckReservedLock = no_reserved_lock,
    .xFileControl = no_control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* raw, int flags, int* flags_out) {
    raw->pMethods = nullptr;
    // A file without a name is temporary; the store's settings need none.
    if (!name) return SQLITE_CANTOPEN;
    auto& files = files_of(vfs);
    const bool create = (flags & SQLITE_OPEN_CREATE) != 0;
    const bool fresh = create && !files.exists(name);
    auto file = files.open(name, create ? linux::OpenMode::create : linux::OpenMode::write);
    if (!file) return SQLITE_CANTOPEN;
    const int journals = SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;
    opened(raw) = {
        .base = {.pMethods = &methods},
        .files = &files,
        .file = std::move(file).value().release(),
        .path = new std::string(name),
        .sync_name = fresh && (flags & journals) != 0,
        .delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0,
    };
    if (flags_out) *flags_out = flags;
    return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int sync_directory) {
    auto& files = files_of(vfs);
    if (!files.exists(name)) return SQLITE_IOERR_DELETE_NOENT;
    if (!files.remove(name)) return SQLITE_IOERR_DELETE;
    if (sync_directory && !files.sync_directory(linux::directory_of(name)))
        return SQLITE_IOERR_DIR_FSYNC;
    return SQLITE_OK;
}

int access_file(sqlite3_vfs* vfs, const char* name, int, int* exists) {
    *exists = files_of(vfs).exists(name) ? 1 : 0;
    return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* name, int room, char* out) {
    sqlite3_snprintf(room, out, "%s", name);
    return SQLITE_OK;
}

int no_randomness(sqlite3_vfs*, int bytes, char* out) {
    // Always the same bytes. SQLite salts its WAL with them, and increments the salt to make it
    // differ from the previous one.
    std::memset(out, 7, static_cast<std::size_t>(bytes));
    return bytes;
}

int no_sleep(sqlite3_vfs*, int microseconds) {
    return microseconds;
}

int no_time(sqlite3_vfs*, double* days) {
    *days = 2460000.5;
    return SQLITE_OK;
}

int no_last_error(sqlite3_vfs*, int, char*) {
    return 0;
}

}  // namespace

struct FileSystemVfs::State {
    std::string name;
    sqlite3_vfs vfs{};
};

FileSystemVfs::FileSystemVfs(std::string name, linux::FileSystem& files)
    : state_(std::make_unique<State>()) {
    state_->name = std::move(name);
    auto& vfs = state_->vfs;
    vfs.iVersion = 1;
    vfs.szOsFile = sizeof(OpenFile);
    vfs.mxPathname = 512;
    vfs.zName = state_->name.c_str();
    vfs.pAppData = &files;
    vfs.xOpen = open_file;
    vfs.xDelete = delete_file;
    vfs.xAccess = access_file;
    vfs.xFullPathname = full_path;
    vfs.xRandomness = no_randomness;
    vfs.xSleep = no_sleep;
    vfs.xCurrentTime = no_time;
    vfs.xGetLastError = no_last_error;
    sqlite3_vfs_register(&vfs, 0);
}

FileSystemVfs::~FileSystemVfs() {
    sqlite3_vfs_unregister(&state_->vfs);
}

const char* FileSystemVfs::name() const {
    return state_->name.c_str();
}

}  // namespace atlas::store
