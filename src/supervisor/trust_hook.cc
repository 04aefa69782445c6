// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/file_system.h"
#include "supervisor/open_inside.h"
#include "supervisor/start_hook.h"

namespace atlas::supervisor {

namespace {

/// CA bundles of common distributions, which TLS libraries read.
constexpr const char* bundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Alpine
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Fedora, Amazon Linux
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",  // OpenSSL's own default
    "/etc/ssl/ca-bundle.pem",
};

Result<> write_all(const linux::Fd& file, std::string_view text, const std::string& path) {
    while (!text.empty()) {
        auto count = write(file.number(), text.data(), text.size());
        if (count < 0) return linux::last_error("write " + path);
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
}

Result<> apply(Start& start) {
    if (!start.spec.rootfs.trust_region || start.workshop.ca_pem.empty()) return {};
    const auto& root = start.bundle.root_path;
    bool added = false;
    for (const auto* path : bundles) {
        auto text = load_inside(root, path);
        if (!text) continue;
        added = true;
        // Two of the paths may be links to one file.
        if (text.value().contains(start.workshop.ca_pem)) continue;
        auto file = ATLAS_TRY(open_file_inside(root, path, O_WRONLY | O_APPEND));
        auto more = (text.value().ends_with('\n') ? "" : "\n") + start.workshop.ca_pem;
        ATLAS_TRY(write_all(file, more, path));
    }
    if (added) return {};
    // An image without a bundle gets one at Debian's path, where most libraries look.
    auto etc = open_folder_inside(root, "/etc");
    if (!etc) return {};                   // No TLS library reads it there.
    auto owner = start.bundle.first_user;  // the container's root
    auto make = [&](const linux::Fd& above, const char* name) {
        if (mkdirat(above.number(), name, 0755) == 0)
            (void)fchownat(above.number(), name, owner, owner, AT_SYMLINK_NOFOLLOW);
    };
    make(etc.value(), "ssl");
    auto ssl = ATLAS_TRY(open_folder_inside(root, "/etc/ssl"));
    make(ssl, "certs");
    auto file = ATLAS_TRY(make_file_inside(root, bundles[0]));
    if (fchown(file.number(), owner, owner) != 0) return linux::last_error("chown a bundle");
    return write_all(file, start.workshop.ca_pem, bundles[0]);
}

}  // namespace

// No undo: the change is in the upper layer, which the rootfs and folder hooks remove.
const Hook trust_hook{"trust", apply, [](Start&) {}};

}  // namespace atlas::supervisor
