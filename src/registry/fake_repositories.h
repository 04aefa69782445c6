// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>

#include "registry/repositories.h"

namespace atlas::registry {

/// Repositories in memory, for tests: immutable tags, two writers, one reader. One thread.
class FakeRepositories final : public Repositories {
public:
    explicit FakeRepositories(std::set<std::string> names) : names_(std::move(names)) {}

    std::string writer = "Basic " + std::string("QVdTOndyaXRlcg==");    // AWS:writer
    std::string other_writer = "Basic " + std::string("QVdTOm90aGVy");  // AWS:other
    std::string reader = "Basic " + std::string("QVdTOnJlYWRlcg==");    // AWS:reader

    std::optional<Refusal> authorize(
        std::string_view authorization, Action action, const std::string& repository
    ) override;
    std::string principal_of(std::string_view authorization) const override {
        return std::string(authorization);
    }
    std::string challenge() const override { return R"(Basic realm="registry")"; }
    std::optional<Manifest> find(const std::string& repository, const std::string& reference)
        override;
    void put(const std::string& repository, NewManifest manifest, Done done) override;
    void remove(const std::string& repository, const std::string& reference, Done done) override;
    std::vector<std::string> tags(const std::string& repository) override;

private:
    struct Repository {
        std::map<std::string, Manifest> images;      // by digest
        std::map<std::string, std::string> digests;  // by tag
    };
    std::set<std::string> names_;
    std::map<std::string, Repository> repositories_;
};

}  // namespace atlas::registry
