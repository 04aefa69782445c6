// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/result.h"

struct archive;

namespace atlas::container {

/// A layer's file as a decompressed stream for a tar reader (gzip, zstd or plain). Computes the
/// digests of the file and of the tar on the way. One thread.
class LayerStream {
public:
    static Result<std::unique_ptr<LayerStream>> open(const std::string& file);
    ~LayerStream();
    LayerStream(const LayerStream&) = delete;
    LayerStream& operator=(const LayerStream&) = delete;

    /// Makes this stream the source of a reader; the reader's errors then include errors of the
    /// stream.
    Result<> attach(archive* reader);
    /// Reads the bytes after the end of the archive, which count for both digests. exhausted: there
    /// are more than `bytes_max`.
    Result<> read_rest(std::uint64_t bytes_max);
    /// Call these after read_rest.
    std::string finish_digest();
    std::string finish_diff_id();

private:
    struct Parts;
    explicit LayerStream(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

/// The error of the last libarchive call on `from`.
Error archive_error(archive* from, const std::string& doing);

}  // namespace atlas::container
