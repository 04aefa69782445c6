// SPDX-License-Identifier: Apache-2.0
#include "container/layer_stream.h"

#include <vector>

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include "crypto/digest.h"
#include "linux/error.h"
#include "linux/fd.h"

namespace atlas::container {

Error archive_error(archive* from, const std::string& doing) {
    const auto* text = archive_error_string(from);
    auto number = archive_errno(from);
    auto code =
        number == ENOSPC || number == EDQUOT ? ErrorCode::exhausted : ErrorCode::invalid_argument;
    return {code, doing + ": " + (text ? text : "not a layer")};
}

struct LayerStream::Parts {
    ~Parts() { archive_read_free(raw); }

    linux::Fd file;
    crypto::Sha256 digest;
    crypto::Sha256 diff_id;
    std::vector<char> buffer = std::vector<char>(256 << 10);
    /// Only decompresses: its single entry is the whole stream.
    archive* raw = archive_read_new();
    bool ended = false;

    static la_ssize_t read_file(archive* reader, void* client, const void** bytes) {
        auto& parts = *static_cast<Parts*>(client);
        auto count = read(parts.file.number(), parts.buffer.data(), parts.buffer.size());
        if (count < 0) {
            archive_set_error(reader, errno, "read failed");
            return -1;
        }
        parts.digest.update({parts.buffer.data(), static_cast<std::size_t>(count)});
        *bytes = parts.buffer.data();
        return count;
    }

    /// The next decompressed bytes; 0 at the end, negative after an error, which `raw` describes.
    la_ssize_t next(const void** bytes) {
        std::size_t count = 0;
        la_int64_t offset = 0;
        while (!ended) {
            int status = archive_read_data_block(raw, bytes, &count, &offset);
            ended = status == ARCHIVE_EOF;
            if (!ended && status != ARCHIVE_OK) return -1;
            if (ended || count == 0) continue;
            diff_id.update({static_cast<const char*>(*bytes), count});
            return static_cast<la_ssize_t>(count);
        }
        return 0;
    }
    static la_ssize_t read_unpacked(archive* reader, void* client, const void** bytes) {
        auto& parts = *static_cast<Parts*>(client);
        auto count = parts.next(bytes);
        if (count < 0) {
            const auto* text = archive_error_string(parts.raw);
            archive_set_error(reader, archive_errno(parts.raw), "%s", text ? text : "damaged");
        }
        return count;
    }
};

LayerStream::LayerStream(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
LayerStream::~LayerStream() = default;

Result<std::unique_ptr<LayerStream>> LayerStream::open(const std::string& file) {
    auto parts = std::make_unique<Parts>();
    parts->file = linux::Fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!parts->file) return linux::last_error("open " + file);
    archive_read_support_filter_gzip(parts->raw);
    archive_read_support_filter_zstd(parts->raw);
    archive_read_support_format_raw(parts->raw);
    archive_entry* whole = nullptr;
    bool opened = archive_read_open(parts->raw, parts.get(), nullptr, Parts::read_file, nullptr) ==
                      ARCHIVE_OK &&
                  archive_read_next_header(parts->raw, &whole) == ARCHIVE_OK;
    if (!opened) return archive_error(parts->raw, "open the layer");
    return std::unique_ptr<LayerStream>(new LayerStream(std::move(parts)));
}

Result<> LayerStream::attach(archive* reader) {
    if (archive_read_open(reader, parts_.get(), nullptr, Parts::read_unpacked, nullptr) ==
        ARCHIVE_OK)
        return {};
    return archive_error(reader, "open the layer");
}

Result<> LayerStream::read_rest(std::uint64_t bytes_max) {
    const void* bytes = nullptr;
    std::uint64_t rest = 0;
    la_ssize_t count = 0;
    while ((count = parts_->next(&bytes)) > 0) {
        rest += static_cast<std::uint64_t>(count);
        if (rest > bytes_max) {
            return Error(
                ErrorCode::exhausted,
                "behind the layer's end are more than " + std::to_string(bytes_max) +
                    " bytes, the limit"
            );
        }
    }
    if (count < 0) return archive_error(parts_->raw, "read the layer");
    while ((count = Parts::read_file(parts_->raw, parts_.get(), &bytes)) > 0) {
    }
    if (count < 0) return archive_error(parts_->raw, "read the layer");
    return {};
}

std::string LayerStream::finish_digest() {
    return "sha256:" + parts_->digest.finish_hex();
}

std::string LayerStream::finish_diff_id() {
    return "sha256:" + parts_->diff_id.finish_hex();
}

}  // namespace atlas::container
