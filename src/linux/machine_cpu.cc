// SPDX-License-Identifier: Apache-2.0
#include "linux/machine_cpu.h"

#include <cctype>
#include <sstream>

#include <unistd.h>

#include "linux/kernel_file.h"

namespace atlas::linux {

Result<MachineCpu> parse_machine_cpu(const std::string& text, std::int64_t ticks) {
    // user, nice, system, idle, iowait, irq, softirq. Of the rest, steal is time of other machines,
    // and guest time is included in user and nice (proc_stat(5)).
    constexpr int kinds = 7;
    constexpr std::int64_t second_ns = 1'000'000'000;
    MachineCpu cpu;
    bool summed = false;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("cpu") || line.size() < 4) continue;
        cpu.online += std::isdigit(static_cast<unsigned char>(line[3])) != 0;
        if (line[3] != ' ') continue;
        std::istringstream cells(line.substr(3));
        std::int64_t sum = 0;
        std::int64_t spent = 0;
        for (int kind = 0; kind < kinds && cells >> spent; ++kind)
            sum += spent;
        summed = !cells.fail();
        cpu.total_ns = sum * (second_ns / ticks);
    }
    if (!summed) return Error(ErrorCode::io, "/proc/stat: not understood");
    return cpu;
}

Result<MachineCpu> read_machine_cpu() {
    return parse_machine_cpu(ATLAS_TRY(read_kernel_file("/proc/stat")), ::sysconf(_SC_CLK_TCK));
}

}  // namespace atlas::linux
