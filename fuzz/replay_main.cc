// SPDX-License-Identifier: Apache-2.0
// The main of a fuzz target where there is no libFuzzer: runs each file of the folders given once.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count);

int main(int count, char** folders) {
    int replayed = 0;
    for (int index = 1; index < count; ++index) {
        for (const auto& entry : std::filesystem::directory_iterator(folders[index])) {
            std::ifstream file(entry.path(), std::ios::binary);
            const std::string input(std::istreambuf_iterator<char>(file), {});
            LLVMFuzzerTestOneInput(
                reinterpret_cast<const std::uint8_t*>(input.data()), input.size()
            );
            ++replayed;
        }
    }
    std::printf("%d inputs replayed\n", replayed);
    // A corpus that was lost is no success.
    return replayed > 0 ? 0 : 1;
}
