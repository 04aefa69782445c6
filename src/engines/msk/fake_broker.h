// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "json/value.h"
#include "linux/fd.h"

namespace atlas::engines::msk {

/// A broker's control socket without a broker, for tests: records commands and reports the
/// listeners that it was given. Serves on a thread of its own from construction to destruction. Any
/// thread.
class FakeBroker {
public:
    /// Makes `folder` if needed, listens on `folder`/control.sock and reports readiness.
    explicit FakeBroker(const std::string& folder);
    ~FakeBroker();

    /// Refuses the next command of this name once; with `broker`, only for that broker.
    void refuse(const std::string& command, int broker = 0);
    /// From now on accepts commands and answers none.
    void fall_silent();

    /// Sets the answer to the command "trouble". That command is not recorded in `told`.
    void get_into(const std::string& trouble);

    /// "status", "reload", "add-listener 1 with a descriptor", …, in order.
    std::vector<std::string> told();
    void forget_told();
    /// Ids of the brokers that have a public listener.
    std::set<int> public_brokers();

private:
    void serve();
    void serve(const linux::Fd& connection);
    std::string answer(const json::Value& command, bool with_descriptor);
    std::string status() const;

    // Constant after construction.
    linux::Fd listener_;
    // Guarded by mutex_.
    std::mutex mutex_;
    std::vector<std::string> told_;
    std::set<std::pair<std::string, int>> refused_;
    std::set<int> public_;
    std::vector<linux::Fd> kept_;  // unanswered connections
    std::string trouble_;
    bool silent_ = false;

    std::thread thread_;
};

}  // namespace atlas::engines::msk
