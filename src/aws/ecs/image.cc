// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/image.h"

#include "json/fields.h"

namespace atlas::aws::ecs {

namespace {

#if defined(__aarch64__)
constexpr std::string_view architecture = "arm64";
#else
constexpr std::string_view architecture = "amd64";
#endif

struct Platform {
    std::string architecture;
    std::string os;
    static void fields(auto& self, auto&& field) {
        field("architecture", self.architecture);
        field("os", self.os);
    }
};

struct Descriptor {
    std::string digest;
    std::optional<Platform> platform;
    static void fields(auto& self, auto&& field) {
        field("digest", self.digest);
        field("platform", self.platform);
    }
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

struct ConfigDocument {
    std::optional<RunSection> config;
    static void fields(auto& self, auto&& field) { field("config", self.config); }
};

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
        for (const auto& entry : document.manifests) {
            if (entry.platform && entry.platform->os == "linux" &&
                entry.platform->architecture == architecture)
                manifest.next = entry.digest;
        }
        if (manifest.next.empty())
            return Error(
                ErrorCode::not_found,
                "no match for platform in manifest: linux/" + std::string(architecture)
            );
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
