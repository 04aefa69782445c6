// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "registry/answers.h"
#include "registry/exchange.h"

namespace atlas::registry {
namespace {

net::Response upload_answer(int status, const Upload& upload) {
    auto response = empty_answer(status);
    response.headers.add(
        "Location", fmt::format("/v2/{}/blobs/uploads/{}", upload.repository(), upload.uuid())
    );
    // Range names the last byte; an empty upload answers 0-0 like Docker's registry.
    auto last = upload.size() == 0 ? 0 : upload.size() - 1;
    response.headers.add("Range", fmt::format("0-{}", last));
    response.headers.add("Docker-Upload-UUID", upload.uuid());
    return response;
}

net::Response blob_made(const std::string& repository, const Digest& digest) {
    auto response = empty_answer(201);
    response.headers.add("Location", fmt::format("/v2/{}/blobs/{}", repository, digest.text()));
    set_digest(response, digest);
    return response;
}

net::Response trouble_answer(UploadSink::Trouble trouble, const Upload& upload) {
    if (trouble == UploadSink::Trouble::busy) {
        return refuse(409, "BLOB_UPLOAD_INVALID", "another request writes to this upload");
    }
    if (trouble == UploadSink::Trouble::out_of_order) {
        auto response = upload_answer(416, upload);
        return response;
    }
    return refuse(500, "BLOB_UPLOAD_INVALID", "the bytes could not be stored");
}

bool has_no_room(UploadSink::Trouble trouble) {
    return trouble == UploadSink::Trouble::blob_too_large ||
           trouble == UploadSink::Trouble::all_too_large;
}

/// The received part is useless, because the client must start again, and others need the room.
net::Response end_without_room(
    const Tools& tools, UploadSink::Trouble trouble, const Upload& upload
) {
    tools.uploads.end(upload);
    const auto& limits = tools.uploads.limits();
    if (trouble == UploadSink::Trouble::blob_too_large) {
        return refuse(
            413,
            "SIZE_INVALID",
            fmt::format("a blob may have {} bytes at most", limits.blob_bytes_max)
        );
    }
    return refuse(
        429,
        "TOOMANYREQUESTS",
        fmt::format(
            "uploads under way may have {} bytes together, those of one principal {}",
            limits.total_bytes_max,
            limits.principal_bytes_max
        )
    );
}

/// PUT after the last bytes: the given digest must be that of the bytes.
net::Response complete(const Tools& tools, const Exchange& exchange, Upload& upload) {
    auto wanted = Digest::parse(exchange.parameter("digest"));
    if (!wanted) return refuse(400, "DIGEST_INVALID", wanted.error().message());
    auto digest = upload.finish();
    if (!digest) return refuse(digest.error());
    auto outcome = [&]() -> net::Response {
        if (digest.value() != wanted.value()) {
            return refuse(400, "DIGEST_INVALID", "the bytes are " + digest.value().text());
        }
        auto adopted = tools.world.blobs.adopt(upload.repository(), upload.path(), digest.value());
        if (!adopted) return refuse(adopted.error());
        return blob_made(upload.repository(), digest.value());
    }();
    tools.uploads.end(upload);
    return outcome;
}

net::Response mount_or_start(
    const Tools& tools, const Exchange& exchange, const std::string& principal, bool may_mount
) {
    const auto& repository = exchange.route.repository;
    auto digest = Digest::parse(exchange.parameter("mount"));
    if (may_mount && digest) {
        auto from = exchange.parameter("from");
        if (tools.world.blobs.mount(repository, from, digest.value())) {
            return blob_made(repository, digest.value());
        }
    }
    auto upload = tools.uploads.start(principal, repository);
    if (!upload && upload.error().code() == ErrorCode::exhausted)
        return refuse(429, "TOOMANYREQUESTS", upload.error().message());
    if (!upload) return refuse(upload.error());
    return upload_answer(202, *upload.value());
}

}  // namespace

void start_upload(const Tools& tools, const ExchangePtr& exchange) {
    // A client that may not read `from` gets an ordinary upload, as if the blob were not there.
    auto from = exchange->parameter("from");
    auto* header = exchange->header("Authorization");
    const std::string authorization = header ? *header : "";
    auto& repositories = tools.world.repositories;
    bool may_mount =
        is_repository_name(from) && !repositories.authorize(authorization, Action::read_blob, from);
    auto principal = repositories.principal_of(authorization);
    tools.answer_from_worker(exchange, [&tools, exchange, principal, may_mount] {
        return mount_or_start(tools, *exchange, principal, may_mount);
    });
}

void serve_upload(const Tools& tools, const ExchangePtr& exchange) {
    auto upload = tools.uploads.find(exchange->route.repository, exchange->route.reference);
    if (!upload) {
        return exchange->respond(refuse(404, "BLOB_UPLOAD_UNKNOWN", "there is no such upload"));
    }
    const auto& method = exchange->request.method;
    if (method == "GET") return exchange->respond(upload_answer(204, *upload));
    if (method == "DELETE") {
        return tools.answer_from_worker(exchange, [&tools, upload] {
            tools.uploads.end(*upload);
            return empty_answer(204);
        });
    }
    auto sink = std::dynamic_pointer_cast<UploadSink>(exchange->request.sink);
    if (!sink) {
        // The upload was started after the head of this request was read.
        return exchange->respond(refuse(409, "BLOB_UPLOAD_INVALID", "send this again"));
    }
    if (has_no_room(sink->trouble())) {
        return tools.answer_from_worker(exchange, [&tools, sink, upload] {
            return end_without_room(tools, sink->trouble(), *upload);
        });
    }
    if (sink->trouble() != UploadSink::Trouble::none) {
        return exchange->respond(trouble_answer(sink->trouble(), *upload));
    }
    if (method == "PATCH") return exchange->respond(upload_answer(202, *upload));
    tools.answer_from_worker(exchange, [&tools, exchange, upload] {
        return complete(tools, *exchange, *upload);
    });
}

}  // namespace atlas::registry
