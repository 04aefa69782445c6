// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/task_volumes.h"

#include "supervisor/places.h"

namespace atlas::aws::ecs {

namespace {

constexpr int gib_default = 20;

}  // namespace

supervisor::Disk task_disk(const std::string& task, const std::optional<EphemeralStorage>& wanted) {
    auto gib = static_cast<std::uint64_t>(wanted ? wanted->size_in_gi_b : gib_default);
    return {task, gib << 30};
}

std::string task_disk_folder(const Place& place, const std::string& task) {
    return supervisor::Places{"", place.home}.disk(task);
}

std::vector<supervisor::Mount> task_mounts(
    const Place& place,
    const std::string& task,
    const TaskDefinition& definition,
    const ContainerDefinition& container
) {
    std::vector<supervisor::Mount> mounts;
    for (const auto& point : container.mount_points) {
        for (std::size_t index = 0; index < definition.volumes.size(); ++index) {
            if (definition.volumes[index].name != point.source_volume) continue;
            supervisor::Mount mount;
            // The index, because a volume's name is arbitrary text and may not be a safe path.
            mount.source = task_disk_folder(place, task) + "/volumes/" + std::to_string(index);
            mount.target = point.container_path.value_or("");
            mount.read_only = point.read_only.value_or(false);
            mount.given = true;
            mounts.push_back(std::move(mount));
        }
    }
    return mounts;
}

}  // namespace atlas::aws::ecs
