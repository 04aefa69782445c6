// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "linux/error.h"
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

/// Adds the CA to the image's bundles; false if it has none. One that is no regular file cannot be
/// read by a TLS library either, so it is passed over.
Result<bool> add_to_bundles(const Start& start, const std::string& pem) {
    const auto& root = start.bundle.root_path;
    bool added = false;
    for (const auto* path : bundles) {
        auto text = load_inside(root, path);
        if (!text) {
            if (text.error().code() != ErrorCode::not_found)
                log::warning("supervisor", "{}: {}", start.spec.id, text.error().message());
            continue;
        }
        added = true;
        // Two of the paths may be links to one file.
        if (text.value().contains(pem)) continue;
        auto file = ATLAS_TRY(open_file_inside(root, path, O_WRONLY | O_APPEND));
        ATLAS_TRY(write_all(file, (text.value().ends_with('\n') ? "" : "\n") + pem, path));
    }
    return added;
}

/// A new bundle at Debian's path, where most libraries look. The error says what of the image is in
/// its way.
Result<linux::Fd> make_bundle(const std::string& root, const linux::Fd& etc, std::uint32_t owner) {
    auto make = [&](const linux::Fd& above, const char* name) {
        if (mkdirat(above.number(), name, 0755) == 0)
            (void)fchownat(above.number(), name, owner, owner, AT_SYMLINK_NOFOLLOW);
    };
    make(etc, "ssl");
    auto ssl = ATLAS_TRY(open_folder_inside(root, "/etc/ssl"));
    make(ssl, "certs");
    auto file = ATLAS_TRY(make_file_inside(root, bundles[0]));
    if (fchown(file.number(), owner, owner) != 0) return linux::last_error("chown a bundle");
    return file;
}

Result<> apply(Start& start) {
    const auto& pem = start.workshop.ca_pem;
    if (!start.spec.rootfs.trust_region || pem.empty()) return {};
    if (ATLAS_TRY(add_to_bundles(start, pem))) return {};
    const auto& root = start.bundle.root_path;
    auto etc = open_folder_inside(root, "/etc");
    if (!etc) return {};  // No TLS library reads it there.
    auto file = make_bundle(root, etc.value(), start.bundle.first_user);
    if (file) return write_all(file.value(), pem, bundles[0]);
    if (file.error().code() == ErrorCode::exhausted) return std::move(file).error();
    // On AWS the image runs, and it may need no TLS.
    log::warning(
        "supervisor",
        "{} will not trust the region's endpoints, its image has no place for their CA: {}",
        start.spec.id,
        file.error().message()
    );
    return {};
}

}  // namespace

// No undo: the change is in the upper layer, which the rootfs and folder hooks remove.
const Hook trust_hook{"trust", apply, [](Start&) {}};

}  // namespace atlas::supervisor
