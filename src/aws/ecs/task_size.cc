// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/task_size.h"

#include <charconv>
#include <cmath>

#include <fmt/core.h>

#include "aws/ecs/state.h"
#include "base/decimal.h"
#include "base/letter_case.h"

namespace atlas::aws::ecs {
namespace {

struct FargateSize {
    int cpu;
    int memory_min;
    int memory_max;
    int step;
};
// "Task size" of the Fargate documentation, in CPU units and MiB.
constexpr FargateSize fargate_sizes[] = {
    {256, 512, 2048, 512},
    {512, 1024, 4096, 1024},
    {1024, 2048, 8192, 1024},
    {2048, 4096, 16384, 1024},
    {4096, 8192, 30720, 1024},
    {8192, 16384, 61440, 4096},
    {16384, 32768, 122880, 8192},
};

bool fits_fargate(int cpu, int memory) {
    for (const auto& size : fargate_sizes) {
        if (size.cpu != cpu || memory < size.memory_min || memory > size.memory_max) continue;
        // 0.25 vCPU comes with 0.5, 1 or 2 GB, but not with 1.5 GB.
        return memory % size.step == 0 && !(cpu == 256 && memory == 1536);
    }
    return false;
}

std::optional<int> parse_size(std::string_view text, std::string_view unit) {
    double number = 0;
    auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc() || number < 0 || number > 1e6) return std::nullopt;
    std::string_view rest(
        parsed.ptr, static_cast<std::size_t>(text.data() + text.size() - parsed.ptr)
    );
    while (rest.starts_with(' '))
        rest.remove_prefix(1);
    if (rest.empty()) return static_cast<int>(number);
    if (lower_case(rest) != unit) return std::nullopt;
    return static_cast<int>(std::lround(number * 1024));
}

Answer<> put(std::optional<std::string>& text, std::optional<int> size, const char* name) {
    if (!size) return client_error(fmt::format("Invalid '{}' setting for task.", name));
    text = std::to_string(*size);
    return {};
}

}  // namespace

std::optional<int> parse_cpu(std::string_view text) {
    return parse_size(text, "vcpu");
}

std::optional<int> parse_memory(std::string_view text) {
    return parse_size(text, "gb");
}

Answer<> check_fargate_size(int cpu, int memory) {
    if (fits_fargate(cpu, memory)) return {};
    return client_error(fmt::format(
        "No Fargate configuration exists for given values: {} CPU, {} memory. See the Amazon "
        "ECS documentation for the valid values.",
        cpu,
        memory
    ));
}

Answer<> normalise_size(const TaskDefinition& definition, TaskOverride& overrides) {
    if (overrides.cpu) ATLAS_TRY(put(overrides.cpu, parse_cpu(*overrides.cpu), "cpu"));
    if (overrides.memory)
        ATLAS_TRY(put(overrides.memory, parse_memory(*overrides.memory), "memory"));
    if (!overrides.cpu && !overrides.memory) return {};
    auto cpu = parse_decimal(overrides.cpu.value_or(definition.cpu.value_or("")));
    auto memory = parse_decimal(overrides.memory.value_or(definition.memory.value_or("")));
    if (!cpu || !memory) return {};
    return check_fargate_size(static_cast<int>(*cpu), static_cast<int>(*memory));
}

}  // namespace atlas::aws::ecs
