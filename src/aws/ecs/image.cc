// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/image.h"

#include <map>

#include "json/fields.h"

namespace atlas::aws::ecs {

namespace {

// The machine's architecture, with the baseline variant that every such machine supports.
#if defined(__aarch64__)
constexpr std::string_view architecture = "arm64";
constexpr std::string_view plain_variant = "v8";
#else
constexpr std::string_view architecture = "amd64";
constexpr std::string_view plain_variant = "v1";
#endif

struct Platform {
    std::string architecture;
    std::string os;
    std::string variant;
    std::string os_version;
    std::vector<std::string> os_features;
    static void fields(auto& self, auto&& field) {
        field("architecture", self.architecture);
        field("os", self.os);
        field("variant", self.variant);
        field("os.version", self.os_version);
        field("os.features", self.os_features);
    }
    bool fits() const { return os == "linux" && architecture == ecs::architecture; }
    bool is_plain() const {
        return (variant.empty() || variant == plain_variant) && os_version.empty() &&
               os_features.empty();
    }
};

struct Descriptor {
    std::string digest;
    std::optional<Platform> platform;
    std::map<std::string, std::string> annotations;
    static void fields(auto& self, auto&& field) {
        field("digest", self.digest);
        field("platform", self.platform);
        field("annotations", self.annotations);
    }
    /// BuildKit's attestation manifests carry this annotation; they are no images.
    bool describes_another() const { return annotations.contains("vnd.docker.reference.type"); }
};

struct ManifestDocument {
    std::optional<Descriptor> config;
    std::vector<Descriptor> layers;
    std::vector<Descriptor> manifests;
    static void fields(auto& self, auto&& field) {
        field("config", self.config);
        field("layers", self.layers);
        field("manifests", self.manifests);
    }
};

/// `config` of an image configuration. Builders write null for what is not set.
struct RunSection {
    std::optional<std::vector<std::string>> entry_point;
    std::optional<std::vector<std::string>> command;
    std::optional<std::vector<std::string>> environment;
    std::optional<std::string> working_directory;
    std::optional<std::string> user;
    std::optional<std::string> stop_signal;
    static void fields(auto& self, auto&& field) {
        field("Entrypoint", self.entry_point);
        field("Cmd", self.command);
        field("Env", self.environment);
        field("WorkingDir", self.working_directory);
        field("User", self.user);
        field("StopSignal", self.stop_signal);
    }
};

struct RootfsSection {
    std::vector<std::string> diff_ids;
    static void fields(auto& self, auto&& field) { field("diff_ids", self.diff_ids); }
};

struct ConfigDocument {
    std::optional<RunSection> config;
    std::optional<RootfsSection> rootfs;
    static void fields(auto& self, auto&& field) {
        field("config", self.config);
        field("rootfs", self.rootfs);
    }
};

/// The manifest of an index that this machine runs; null if none fits.
const Descriptor* choose_part(const std::vector<Descriptor>& parts) {
    const Descriptor* chosen = nullptr;
    for (const auto& part : parts) {
        if (!part.platform || !part.platform->fits() || part.describes_another()) continue;
        if (part.platform->is_plain()) return &part;
        if (!chosen) chosen = &part;
    }
    return chosen;
}

}  // namespace

std::optional<ImageName> parse_image_name(std::string_view text) {
    ImageName name;
    if (auto at = text.find('@'); at != text.npos) {
        name.digest = text.substr(at + 1);
        text = text.substr(0, at);
        if (!name.digest.starts_with("sha256:") || name.digest.size() != 71) return std::nullopt;
    }
    auto slash = text.find('/');
    auto first = text.substr(0, slash);
    bool has_host =
        slash != text.npos && (first.find_first_of(".:") != first.npos || first == "localhost");
    name.registry = has_host ? std::string(first) : "docker.io";
    if (has_host) text.remove_prefix(slash + 1);
    auto colon = text.rfind(':');
    if (colon != text.npos && text.find('/', colon) == text.npos) {
        name.tag = text.substr(colon + 1);
        text = text.substr(0, colon);
        if (name.tag.empty()) return std::nullopt;
    } else if (name.digest.empty()) {
        name.tag = "latest";
    }
    name.repository = text;
    if (text.empty()) return std::nullopt;
    return name;
}

Result<Manifest> parse_manifest(std::string_view text) {
    auto value = ATLAS_TRY(json::parse(text));
    ManifestDocument document;
    ATLAS_TRY(json::from_value(value, document));
    Manifest manifest;
    if (!document.manifests.empty()) {
        const auto* part = choose_part(document.manifests);
        if (!part)
            return Error(
                ErrorCode::not_found,
                "no match for platform in manifest: linux/" + std::string(architecture)
            );
        manifest.next = part->digest;
        return manifest;
    }
    if (!document.config || document.layers.empty())
        return Error(ErrorCode::invalid_argument, "the manifest names no layers");
    manifest.config = document.config->digest;
    for (const auto& layer : document.layers)
        manifest.layers.push_back(layer.digest);
    return manifest;
}

Result<ImageConfig> parse_image_config(std::string_view text) {
    auto value = ATLAS_TRY(json::parse(text));
    ConfigDocument document;
    ATLAS_TRY(json::from_value(value, document));
    ImageConfig config;
    if (document.rootfs) config.diff_ids = std::move(document.rootfs->diff_ids);
    if (!document.config) return config;
    auto& run = *document.config;
    config.entry_point = run.entry_point.value_or(std::vector<std::string>{});
    config.command = run.command.value_or(std::vector<std::string>{});
    config.environment = run.environment.value_or(std::vector<std::string>{});
    config.working_directory = run.working_directory.value_or("");
    config.user = run.user.value_or("");
    config.stop_signal = run.stop_signal.value_or("");
    return config;
}

}  // namespace atlas::aws::ecs
