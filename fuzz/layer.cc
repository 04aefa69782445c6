// SPDX-License-Identifier: Apache-2.0
// A stranger's image layer: whatever the archive says, nothing is written, linked or removed
// outside of its folder.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/check.h"
#include "container/unpack_layer.h"
#include "crypto/digest.h"

namespace {

namespace fs = std::filesystem;

/// A folder with a neighbour that an archive would like to reach: ../neighbour/file.
struct Place {
    Place() {
        char pattern[] = "/tmp/atlas-fuzz-layer.XXXXXX";
        path = mkdtemp(pattern);
        fs::create_directory(path / "inside");
        fs::create_directory(path / "neighbour");
        std::ofstream(path / "neighbour" / "file") << "mine";
    }
    ~Place() { fs::remove_all(path); }

    bool neighbour_is_alone() const {
        std::ifstream file(path / "neighbour" / "file");
        const std::string text(std::istreambuf_iterator<char>(file), {});
        const fs::directory_iterator here(path);
        const fs::directory_iterator there(path / "neighbour");
        return text == "mine" && std::distance(begin(here), end(here)) == 3 &&
               std::distance(begin(there), end(there)) == 1 &&
               fs::hard_link_count(path / "neighbour" / "file") == 1;
    }

    fs::path path;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const std::string text(reinterpret_cast<const char*>(bytes), count);
    const Place place;
    const auto file = place.path / "layer";
    std::ofstream(file, std::ios::binary) << text;
    // The outcome does not matter here, and without root it is always an error.
    const auto digest = "sha256:" + atlas::crypto::sha256_hex(text);
    (void)atlas::container::unpack_layer(
        file, {digest, digest}, place.path / "inside", {.bytes_max = 1 << 20}
    );
    ATLAS_CHECK(place.neighbour_is_alone(), "nothing is touched outside of the folder");
    return 0;
}
