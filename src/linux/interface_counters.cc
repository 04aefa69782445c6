// SPDX-License-Identifier: Apache-2.0
#include "linux/interface_counters.h"

#include <sstream>

#include "linux/kernel_file.h"

namespace atlas::linux {

Interfaces parse_interface_counters(const std::string& text) {
    Interfaces interfaces;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        auto colon = line.find(':');
        if (colon == line.npos) continue;  // the two lines of headings
        std::istringstream cells(line.substr(colon + 1));
        InterfaceCounters read;
        std::int64_t other = 0;  // fifo, frame, compressed, multicast
        cells >> read.rx_bytes >> read.rx_packets >> read.rx_errors >> read.rx_dropped >> other >>
            other >> other >> other >> read.tx_bytes >> read.tx_packets >> read.tx_errors >>
            read.tx_dropped;
        auto name = line.substr(line.find_first_not_of(' '));
        name.resize(name.find(':'));
        if (cells && name != "lo") interfaces[name] = read;
    }
    return interfaces;
}

Result<Interfaces> read_interface_counters(int pid) {
    auto path = "/proc/" + std::to_string(pid) + "/net/dev";
    return parse_interface_counters(ATLAS_TRY(read_kernel_file(path)));
}

}  // namespace atlas::linux
