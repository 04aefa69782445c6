// SPDX-License-Identifier: Apache-2.0
#include "registry/upload.h"

#include <vector>

#include "base/log.h"

namespace atlas::registry {

Result<> Upload::open(linux::FileSystem& files) {
    file_ = ATLAS_TRY(files.open(path_, linux::OpenMode::exclusive));
    return {};
}

Result<> Upload::append(std::string_view bytes) {
    ATLAS_TRY(file_->write_at(size_, bytes));
    hash_.update(bytes);
    size_ += bytes.size();
    return {};
}

Result<Digest> Upload::finish() {
    ATLAS_TRY(file_->sync());
    return Digest::parse("sha256:" + hash_.finish_hex());
}

Result<> Uploads::check_room(const std::string& principal) const {
    auto share = shares_.find(principal);
    if (share != shares_.end() && share->second.open >= limits_.principal_open_max) {
        return Error(
            ErrorCode::exhausted,
            std::to_string(limits_.principal_open_max) + " uploads of yours are open, the limit"
        );
    }
    if (open_.size() < limits_.open_max) return {};
    return Error(
        ErrorCode::exhausted, std::to_string(limits_.open_max) + " uploads are open, the limit"
    );
}

Result<std::shared_ptr<Upload>> Uploads::start(
    const std::string& principal, const std::string& repository
) {
    std::shared_ptr<Upload> upload;
    end_idle();
    {
        // The place is reserved before the file is made, so that two requests cannot take the last
        // one.
        std::lock_guard lock(mutex_);
        ATLAS_TRY(check_room(principal));
        auto uuid = random_.uuid();
        upload = std::make_shared<Upload>(principal, repository, uuid, blobs_.upload_path(uuid));
        (void)upload->claim();
        open_.emplace(uuid, upload);
        ++shares_[principal].open;
    }
    if (auto opened = upload->open(blobs_.files()); !opened) {
        end(*upload);
        return std::move(opened).during("start an upload").error();
    }
    upload->give_back();
    return upload;
}

std::shared_ptr<Upload> Uploads::find(const std::string& repository, const std::string& uuid)
    const {
    std::lock_guard lock(mutex_);
    auto found = open_.find(uuid);
    if (found == open_.end() || found->second->repository() != repository) return nullptr;
    return found->second;
}

void Uploads::end(const Upload& upload) {
    // The file of a finished upload has been renamed.
    auto& files = blobs_.files();
    if (files.exists(upload.path())) {
        if (auto removed = files.remove(upload.path()); !removed) {
            log::warning("registry", "{}", removed.error().message());
        }
    }
    std::lock_guard lock(mutex_);
    if (open_.erase(upload.uuid()) == 0) return;
    auto share = shares_.find(upload.principal());
    if (auto taken = taken_.extract(upload.uuid())) {
        total_ -= taken.mapped();
        share->second.bytes -= taken.mapped();
    }
    if (--share->second.open == 0) shares_.erase(share);
}

Uploads::Room Uploads::take(const Upload& upload, std::uint64_t bytes) {
    std::lock_guard lock(mutex_);
    // The upload was ended while bytes still arrive; its file has no name any more.
    if (!open_.contains(upload.uuid())) return Room::all_too_large;
    if (upload.size() + bytes > limits_.blob_bytes_max) return Room::blob_too_large;
    auto& share = shares_[upload.principal()];
    if (share.bytes + bytes > limits_.principal_bytes_max) return Room::all_too_large;
    if (total_ + bytes > limits_.total_bytes_max) return Room::all_too_large;
    taken_[upload.uuid()] += bytes;
    share.bytes += bytes;
    total_ += bytes;
    return Room::enough;
}

void Uploads::end_idle() {
    const auto oldest = std::chrono::steady_clock::now() - limits_.idle_max;
    std::vector<std::shared_ptr<Upload>> idle;
    {
        std::lock_guard lock(mutex_);
        for (const auto& [uuid, upload] : open_) {
            if (upload->last_used() > oldest || !upload->claim()) continue;
            idle.push_back(upload);
        }
    }
    for (const auto& upload : idle)
        end(*upload);
}

UploadSink::UploadSink(
    Uploads& uploads, std::shared_ptr<Upload> upload, std::optional<std::uint64_t> first
)
    : uploads_(uploads), upload_(std::move(upload)) {
    if (!upload_->claim()) {
        trouble_ = Trouble::busy;
    } else if (first && *first != upload_->size()) {
        trouble_ = Trouble::out_of_order;
    }
}

UploadSink::~UploadSink() {
    if (trouble_ != Trouble::busy) upload_->give_back();
}

Result<> UploadSink::write(std::string_view bytes) {
    if (trouble_ != Trouble::none) return {};
    auto room = uploads_.take(*upload_, bytes.size());
    if (room != Uploads::Room::enough) {
        trouble_ = room == Uploads::Room::blob_too_large ? Trouble::blob_too_large
                                                         : Trouble::all_too_large;
        return {};
    }
    if (auto appended = upload_->append(bytes); !appended) {
        log::error("registry", "{}", appended.error().message());
        trouble_ = Trouble::disk;
    }
    return {};
}

}  // namespace atlas::registry
