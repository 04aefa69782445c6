// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/task_volumes.h"

#include <sys/stat.h>

#include "linux/file_system.h"

namespace atlas::aws::ecs {

std::string task_volumes(const Place& place, const std::string& task) {
    return place.home + "/task-volumes/" + task;
}

std::vector<supervisor::Mount> task_mounts(
    const Place& place,
    const std::string& task,
    const TaskDefinition& definition,
    const ContainerDefinition& container
) {
    std::vector<supervisor::Mount> mounts;
    linux::SystemFileSystem files;
    for (const auto& point : container.mount_points) {
        for (std::size_t index = 0; index < definition.volumes.size(); ++index) {
            if (definition.volumes[index].name != point.source_volume) continue;
            // Numbered: a volume's name is its author's text.
            auto folder = task_volumes(place, task) + "/" + std::to_string(index);
            if (files.make_directories(folder)) chmod(folder.c_str(), 0777);
            mounts.push_back(
                {folder, point.container_path.value_or(""), point.read_only.value_or(false), false}
            );
        }
    }
    return mounts;
}

}  // namespace atlas::aws::ecs
