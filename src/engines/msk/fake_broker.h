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

/// A broker's control socket without a broker, for tests: remembers what it was told and shows
/// the listeners that it was given. Serves on a thread of its own from construction to
/// destruction; every call from any thread.
class FakeBroker {
public:
    /// Listens on `folder`/control.sock and says so; `folder` is made where it is missing.
    explicit FakeBroker(const std::string& folder);
    ~FakeBroker();

    /// The next command of this name, for this broker where it names one, is refused once.
    void refuse(const std::string& command, int broker = 0);
    /// From now on every command is taken and none answered.
    void fall_silent();

    /// What it answers to who asks for its trouble; such questions are not among those told.
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
    std::vector<linux::Fd> kept_;  // connections that wait for an answer
    std::string trouble_;
    bool silent_ = false;

    std::thread thread_;
};

}  // namespace atlas::engines::msk
