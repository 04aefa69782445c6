// SPDX-License-Identifier: Apache-2.0
#include "aws/ecr/blob_sweep.h"
#include "aws/ecr/removable.h"
#include "aws/ecr/state.h"

namespace atlas::aws::ecr {

std::map<std::string, std::string> remove_images(
    State& state, Call& call, const std::string& repository, const std::vector<std::string>& digests
) {
    auto [going, referenced] = removable(images_of(state, repository), digests);
    if (going.empty()) return referenced;
    for (const auto& digest : going)
        state.images.erase(call.batch(), image_key(repository, digest));
    call.after_commit([sweep = state.sweep] { sweep->wake(); });
    return referenced;
}

void remove_tag(State& state, Call& call, const ImageRow& image, const std::string& tag) {
    const auto& edited = state.images.edit(
        call.batch(),
        image_key(image.repository, image.digest),
        [&](ImageRow& row) { std::erase(row.tags, tag); }
    );
    if (edited.tags.empty())
        (void)remove_images(state, call, std::string(edited.repository), {edited.digest});
}

std::string referenced_by(const std::string& index) {
    return "Requested image referenced by manifest list: [" + index + "]";
}

}  // namespace atlas::aws::ecr
