// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "linux/process_runner.h"
#include "network/ruleset.h"

namespace atlas::network {

/// One nft table in one network namespace, brought to what it must be by as little as differs. One
/// thread at a time.
class NftTable {
public:
    /// `network_namespace` must outlive this; -1 = the process's own.
    NftTable(linux::ProcessRunner& runner, int network_namespace)
        : runner_(runner), namespace_(network_namespace) {}

    /// One transaction, or nothing where nothing differs. After an error the kernel has the table
    /// as it was.
    Result<> apply(const Ruleset& wanted);
    /// Fine when it is not there.
    Result<> remove(const std::string& table);
    /// Whether the kernel has it.
    Result<bool> exists(const std::string& table);

private:
    Result<TableNames> list(const std::string& table, bool& found);
    Result<> run(std::string text);

    linux::ProcessRunner& runner_;
    int namespace_;
    std::optional<Ruleset> applied_;  // nothing: not known, as after a start
};

}  // namespace atlas::network
