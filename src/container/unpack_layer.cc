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

#include "crypto/digest.h"
#include "linux/error.h"
#include "linux/fd.h"

namespace atlas::container {

namespace {

/// libarchive's source: the file's bytes, digested on their way.
struct Source {
    linux::Fd file;
    crypto::Sha256 digest;
    std::vector<char> buffer = std::vector<char>(256 << 10);
};

la_ssize_t read_source(archive* reader, void* client, const void** bytes) {
    auto& source = *static_cast<Source*>(client);
    auto count = read(source.file.number(), source.buffer.data(), source.buffer.size());
    if (count < 0) {
        archive_set_error(reader, errno, "read failed");
        return -1;
    }
    source.digest.update({source.buffer.data(), static_cast<std::size_t>(count)});
    *bytes = source.buffer.data();
    return count;
}

Error archive_error(archive* from, const std::string& doing) {
    const auto* text = archive_error_string(from);
    auto number = archive_errno(from);
    auto code = number == ENOSPC ? ErrorCode::exhausted : ErrorCode::invalid_argument;
    return {code, doing + ": " + (text ? text : "not a layer")};
}

/// Whether what a call was for did not happen. RETRY, of a header that is damaged, lies between
/// OK and WARN.
bool failed(la_ssize_t status) {
    return status == ARCHIVE_RETRY || status < ARCHIVE_WARN;
}

/// The name below the layer's root: no leading "/" or "./"; the root itself is ".".
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
    Unpacking(Source& source, std::uint64_t bytes_max) : source_(source), bytes_max_(bytes_max) {
        archive_read_support_format_tar(reader_);
        archive_read_support_filter_gzip(reader_);
        archive_read_support_filter_zstd(reader_);
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

    /// Into the working directory.
    Result<> run() {
        if (archive_read_open(reader_, &source_, nullptr, read_source, nullptr) != ARCHIVE_OK)
            return archive_error(reader_, "open the layer");
        archive_entry* entry = nullptr;
        for (;;) {
            int status = archive_read_next_header(reader_, &entry);
            if (status == ARCHIVE_EOF) break;
            if (failed(status)) return archive_error(reader_, "read the layer");
            ATLAS_TRY(take(entry));
        }
        if (failed(archive_write_close(writer_))) return archive_error(writer_, "finish the layer");
        for (const auto& folder : opaque_)
            ATLAS_TRY(make_opaque(folder));
        return read_rest();
    }

private:
    Result<> take(archive_entry* entry) {
        ATLAS_TRY(count_bytes(entry_bytes));
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
        if (failed(archive_write_header(writer_, entry))) return archive_error(writer_, path);
        if (archive_entry_size(entry) > 0) ATLAS_TRY(copy_body(path));
        if (failed(archive_write_finish_entry(writer_))) return archive_error(writer_, path);
        return {};
    }

    Result<> copy_body(const std::string& path) {
        const void* bytes = nullptr;
        std::size_t count = 0;
        la_int64_t offset = 0;
        for (;;) {
            int status = archive_read_data_block(reader_, &bytes, &count, &offset);
            if (status == ARCHIVE_EOF) return {};
            if (failed(status)) return archive_error(reader_, path);
            ATLAS_TRY(count_bytes(count));
            if (failed(archive_write_data_block(writer_, bytes, count, offset)))
                return archive_error(writer_, path);
        }
    }

    Result<> count_bytes(std::uint64_t count) {
        bytes_ += count;
        if (bytes_ <= bytes_max_) return {};
        return Error(
            ErrorCode::exhausted,
            "the layer unpacks to more than " + std::to_string(bytes_max_) + " bytes, the limit"
        );
    }

    /// A layer may mark a folder that only a layer below holds.
    Result<> ensure_folder(archive_entry* entry, const std::string& folder) {
        if (access(folder.c_str(), F_OK) == 0) return {};
        archive_entry_clear(entry);
        archive_entry_set_pathname(entry, folder.c_str());
        archive_entry_set_filetype(entry, AE_IFDIR);
        archive_entry_set_perm(entry, 0755);
        if (failed(archive_write_header(writer_, entry))) return archive_error(writer_, folder);
        return {};
    }

    static Result<> make_opaque(const std::string& folder) {
        open_how how{};
        how.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
        how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
        linux::Fd opened(
            static_cast<int>(syscall(SYS_openat2, AT_FDCWD, folder.c_str(), &how, sizeof how))
        );
        if (!opened) return linux::last_error("open " + folder);
        if (fsetxattr(opened.number(), "trusted.overlay.opaque", "y", 1, 0) != 0)
            return linux::last_error("mark " + folder + " opaque");
        return {};
    }

    /// What stands after the archive's end belongs to the digest too.
    Result<> read_rest() {
        const void* bytes = nullptr;
        la_ssize_t count = 0;
        do
            count = read_source(reader_, &source_, &bytes);
        while (count > 0);
        if (count < 0) return archive_error(reader_, "read the layer");
        return {};
    }

    Source& source_;
    archive* reader_ = archive_read_new();
    archive* writer_ = archive_write_disk_new();
    std::vector<std::string> opaque_;
    std::uint64_t bytes_ = 0;
    const std::uint64_t bytes_max_;
};

Result<> unpack_here(Source& source, const std::string& digest, std::uint64_t bytes_max) {
    {
        Unpacking unpacking(source, bytes_max);
        ATLAS_TRY(unpacking.run());
    }
    auto found = "sha256:" + source.digest.finish_hex();
    if (found == digest) return {};
    return Error(ErrorCode::invalid_argument, "the layer's digest is " + found);
}

}  // namespace

Result<> unpack_layer(
    const std::string& file,
    const std::string& digest,
    const std::string& directory,
    std::uint64_t bytes_max
) {
    Source source;
    source.file = linux::Fd(open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!source.file) return linux::last_error("open " + file);
    Result<> result;
    // Paths are checked below the working directory, so this needs one of its own: a thread's.
    std::thread([&] {
        if (unshare(CLONE_FS) != 0)
            result = linux::last_error("unshare");
        else if (chdir(directory.c_str()) != 0)
            result = linux::last_error("chdir " + directory);
        else {
            umask(0);
            result = unpack_here(source, digest, bytes_max);
        }
    }).join();
    return result;
}

}  // namespace atlas::container
