// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/result.h"

struct archive;

namespace atlas::container {

/// A layer's file as a reader of tar sees it: unpacked (gzip, zstd or nothing), with the digests of
/// the file and of the tar taken on the way. One thread.
class LayerStream {
public:
    static Result<std::unique_ptr<LayerStream>> open(const std::string& file);
    ~LayerStream();
    LayerStream(const LayerStream&) = delete;
    LayerStream& operator=(const LayerStream&) = delete;

    /// Makes it the source of a reader, whose errors then say what was wrong with the stream.
    Result<> attach(archive* reader);
    /// Reads what stands behind the archive's end: it belongs to the digests too. At most
    /// `bytes_max` of it, else exhausted.
    Result<> read_rest(std::uint64_t bytes_max);
    /// After read_rest.
    std::string finish_digest();
    std::string finish_diff_id();

private:
    struct Parts;
    explicit LayerStream(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

/// What a libarchive call left behind as an error.
Error archive_error(archive* from, const std::string& doing);

}  // namespace atlas::container
