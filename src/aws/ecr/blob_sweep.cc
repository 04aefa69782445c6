// SPDX-License-Identifier: Apache-2.0
#include "aws/ecr/blob_sweep.h"

#include "base/log.h"
#include "registry/manifest.h"

namespace atlas::aws::ecr {
namespace {

using registry::Blobs;
using registry::Digest;

/// The parts of an ImageRow from which a worker reads the references.
struct Image {
    std::string repository;
    std::string digest;
    std::string media_type;
    std::string manifest;
};

std::vector<Image> images_in(const State& state) {
    std::vector<Image> images;
    for (const auto& [key, row] : state.images)
        images.push_back({row.repository, row.digest, row.media_type, row.manifest});
    return images;
}

/// The digests that each repository's images refer to, their own included. A manifest that cannot
/// be parsed is an error, because its references are unknown: then nothing may be removed.
Result<Blobs::References> references_of(const std::vector<Image>& images) {
    Blobs::References references;
    for (const auto& image : images) {
        auto& parts = references[image.repository];
        parts.insert(ATLAS_TRY(Digest::parse(image.digest)));
        auto content = ATLAS_TRY(registry::parse_manifest(image.manifest, image.media_type)
                                     .during("read the manifest " + image.digest));
        for (const auto* list : {&content.config, &content.layers, &content.manifests}) {
            for (const auto& part : *list)
                parts.insert(part.digest);
        }
    }
    return references;
}

Result<Blobs::Swept> sweep(Blobs& blobs, Blobs::Moment moment, const std::vector<Image>& images) {
    return blobs.sweep(moment, ATLAS_TRY(references_of(images)));
}

}  // namespace

BlobSweep::BlobSweep(Host& host, const State& state)
    : host_(host),
      state_(state),
      loop_(host, "ecr", [this](const std::string&, auto done) { step(std::move(done)); }) {}

void BlobSweep::wake() {
    loop_.wake("unused blobs");
}

// One timer is enough: the sweep that it starts says when the next one is due.
void BlobSweep::wake_after(registry::BlobUse::Duration delay) {
    if (std::exchange(expected_, true)) return;
    host_.region_thread().post_after(delay, life_.guard([this] {
        expected_ = false;
        wake();
    }));
}

void BlobSweep::step(ReconcileLoop::Done done) {
    auto run = [this, done = std::move(done)](store::Durable durable) mutable {
        this->run(durable, std::move(done));
    };
    state_.images.when_all_durable(life_.guard(std::move(run)));
}

void BlobSweep::run(store::Durable durable, ReconcileLoop::Done done) {
    auto work = [blobs = state_.blobs,
                 moment = state_.blobs->moment(durable),
                 images = images_in(state_)] { return sweep(*blobs, moment, images); };
    auto then = [this, done = std::move(done)](Result<Blobs::Swept> swept) mutable {
        ended(std::move(swept), std::move(done));
    };
    host_.workers().run<Result<Blobs::Swept>>(
        std::move(work), host_.region_thread(), life_.guard(std::move(then))
    );
}

void BlobSweep::ended(Result<Blobs::Swept> swept, ReconcileLoop::Done done) {
    if (!swept) return done(std::move(swept).error());
    if (swept.value().again) wake_after(*swept.value().again);
    done({});
}

}  // namespace atlas::aws::ecr
