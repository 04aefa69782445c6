// SPDX-License-Identifier: Apache-2.0
#include "container/unpack_layer.h"

#include <thread>
#include <vector>

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "container/disk_room.h"
#include "container/layer_stream.h"
#include "linux/error.h"
#include "linux/fd.h"

namespace atlas::container {

namespace {

/// Whether a header is unusable. WARN means that something other than name, size and kind is
/// missing (a name in another character set). RETRY, for a damaged header, lies between OK and
/// WARN.
bool is_damaged(int header_status) {
    return header_status == ARCHIVE_RETRY || header_status < ARCHIVE_WARN;
}

/// The name relative to the layer's root, without leading "/" or "./"; "." for the root.
std::string relative(std::string_view path) {
    for (;;) {
        if (path.starts_with('/'))
            path.remove_prefix(1);
        else if (path.starts_with("./"))
            path.remove_prefix(2);
        else
            break;
    }
    while (path.ends_with('/'))
        path.remove_suffix(1);
    return path.empty() ? "." : std::string(path);
}

class Unpacking {
public:
    Unpacking(LayerStream& stream, DiskRoom room) : stream_(stream), room_(std::move(room)) {
        archive_read_support_format_tar(reader_);
        archive_write_disk_set_options(
            writer_,
            ARCHIVE_EXTRACT_OWNER | ARCHIVE_EXTRACT_PERM | ARCHIVE_EXTRACT_TIME |
                ARCHIVE_EXTRACT_XATTR | ARCHIVE_EXTRACT_SECURE_SYMLINKS |
                ARCHIVE_EXTRACT_SECURE_NODOTDOT | ARCHIVE_EXTRACT_SECURE_NOABSOLUTEPATHS
        );
    }
    ~Unpacking() {
        archive_read_free(reader_);
        archive_write_free(writer_);
    }
    Unpacking(const Unpacking&) = delete;
    Unpacking& operator=(const Unpacking&) = delete;

    /// Unpacks into the working directory.
    Result<> run() {
        ATLAS_TRY(stream_.attach(reader_));
        archive_entry* entry = nullptr;
        for (;;) {
            int status = archive_read_next_header(reader_, &entry);
            if (status == ARCHIVE_EOF) break;
            if (is_damaged(status)) return archive_error(reader_, "read the layer");
            ATLAS_TRY(take(entry));
        }
        // This call sets times and modes of folders.
        ATLAS_TRY(written(archive_write_close(writer_), "finish the layer"));
        for (const auto& folder : opaque_)
            ATLAS_TRY(make_opaque(folder));
        return {};
    }

private:
    /// libarchive returns WARN for failed writes, even without space: only OK is success.
    Result<> written(la_ssize_t status, const std::string& doing) {
        if (status == ARCHIVE_OK) return {};
        return archive_error(writer_, doing);
    }

    Result<> take(archive_entry* entry) {
        ATLAS_TRY(room_.take(entry_bytes));
        const char* named = archive_entry_pathname(entry);
        if (!named) return Error(ErrorCode::invalid_argument, "an entry without a name");
        auto path = relative(named);
        auto slash = path.rfind('/');
        auto folder = slash == path.npos ? "" : path.substr(0, slash + 1);
        auto name = path.substr(folder.size());
        if (name == ".wh..wh..opq") {
            opaque_.push_back(folder.empty() ? "." : folder);
            return ensure_folder(entry, opaque_.back());
        }
        if (name.starts_with(".wh.")) {
            path = folder + name.substr(4);
            archive_entry_set_filetype(entry, AE_IFCHR);
            archive_entry_set_rdev(entry, 0);
            archive_entry_set_size(entry, 0);
        }
        archive_entry_set_pathname(entry, path.c_str());
        if (const auto* target = archive_entry_hardlink(entry))
            archive_entry_set_hardlink(entry, relative(target).c_str());
        const auto size = archive_entry_size(entry);
        // Only the data of a sparse file is written.
        if (size > 0 && archive_entry_sparse_count(entry) == 0)
            ATLAS_TRY(room_.check(static_cast<std::uint64_t>(size)));
        ATLAS_TRY(written(archive_write_header(writer_, entry), path));
        if (size > 0) ATLAS_TRY(copy_body(path));
        ATLAS_TRY(written(archive_write_finish_entry(writer_), path));
        const bool has_body =
            archive_entry_filetype(entry) == AE_IFREG && archive_entry_hardlink(entry) == nullptr;
        return has_body ? check_size(path, size) : Result<>();
    }

    Result<> copy_body(const std::string& path) {
        const void* bytes = nullptr;
        std::size_t count = 0;
        la_int64_t offset = 0;
        for (;;) {
            int status = archive_read_data_block(reader_, &bytes, &count, &offset);
            if (status == ARCHIVE_EOF) return {};
            if (status != ARCHIVE_OK) return archive_error(reader_, path);
            ATLAS_TRY(room_.take(count));
            ATLAS_TRY(written(archive_write_data_block(writer_, bytes, count, offset), path));
        }
    }

    static Result<> check_size(const std::string& path, la_int64_t size) {
        auto opened = ATLAS_TRY(open_below(path, O_PATH));
        struct stat status{};
        if (fstat(opened.number(), &status) != 0) return linux::last_error("stat " + path);
        if (status.st_size == size) return {};
        return Error(
            ErrorCode::io,
            path + " has " + std::to_string(status.st_size) + " bytes, not " + std::to_string(size)
        );
    }

    /// A layer may mark a folder as opaque that exists only in a lower layer.
    Result<> ensure_folder(archive_entry* entry, const std::string& folder) {
        if (access(folder.c_str(), F_OK) == 0) return {};
        archive_entry_clear(entry);
        archive_entry_set_pathname(entry, folder.c_str());
        archive_entry_set_filetype(entry, AE_IFDIR);
        archive_entry_set_perm(entry, 0755);
        return written(archive_write_header(writer_, entry), folder);
    }

    /// Refuses paths through symbolic links.
    static Result<linux::Fd> open_below(const std::string& path, int flags) {
        open_how how{};
        how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
        how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
        linux::Fd opened(
            static_cast<int>(syscall(SYS_openat2, AT_FDCWD, path.c_str(), &how, sizeof how))
        );
        if (!opened) return linux::last_error("open " + path);
        return opened;
    }

    static Result<> make_opaque(const std::string& folder) {
        auto opened = ATLAS_TRY(open_below(folder, O_RDONLY | O_DIRECTORY));
        if (fsetxattr(opened.number(), "trusted.overlay.opaque", "y", 1, 0) != 0)
            return linux::last_error("mark " + folder + " opaque");
        return {};
    }

    LayerStream& stream_;
    DiskRoom room_;
    archive* reader_ = archive_read_new();
    archive* writer_ = archive_write_disk_new();
    std::vector<std::string> opaque_;
};

Result<> unpack_here(const std::string& file, const LayerId& layer, const UnpackLimits& limits) {
    auto stream = ATLAS_TRY(LayerStream::open(file));
    {
        Unpacking unpacking(*stream, DiskRoom(".", limits.bytes_max, limits.reserve_bytes));
        ATLAS_TRY(unpacking.run());
    }
    ATLAS_TRY(stream->read_rest(limits.bytes_max));
    if (auto found = stream->finish_digest(); found != layer.digest)
        return Error(ErrorCode::invalid_argument, "the layer's digest is " + found);
    if (auto found = stream->finish_diff_id(); found != layer.diff_id) {
        return Error(
            ErrorCode::invalid_argument,
            "the layer's tar has the digest " + found + ", the image's configuration says " +
                layer.diff_id
        );
    }
    return {};
}

}  // namespace

Result<> unpack_layer(
    const std::string& file,
    const LayerId& layer,
    const std::string& directory,
    const UnpackLimits& limits
) {
    Result<> result;
    // Paths are checked relative to the working directory, and a thread can have its own
    // (CLONE_FS).
    std::thread([&] {
        if (unshare(CLONE_FS) != 0)
            result = linux::last_error("unshare");
        else if (chdir(directory.c_str()) != 0)
            result = linux::last_error("chdir " + directory);
        else {
            umask(0);
            result = unpack_here(file, layer, limits);
        }
    }).join();
    return result;
}

}  // namespace atlas::container
