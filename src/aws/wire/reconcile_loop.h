// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "aws/wire/host.h"
#include "base/back_off.h"
#include "base/lifetime.h"
#include "base/result.h"
#include "store/table.h"

namespace atlas::aws {

/// The loop under every Reconciler: one step at a time for each key, once more when the key was
/// woken during a step, again after a back-off when a step failed. Steps that failed are its
/// trouble. After its destruction nothing of it runs. Region thread only.
class ReconcileLoop {
public:
    /// Ends a step: all is as desired, or why it is not. Called once, on the region thread; it may
    /// be called before the step returns.
    using Done = std::move_only_function<void(Result<>)>;
    using Begin = std::function<void(const std::string& key, Done done)>;

    /// `area` names the loop in the log ("ec2").
    ReconcileLoop(Host& host, std::string area, Begin begin);
    /// Steps now; after the step under way, if there is one.
    void wake(const std::string& key);
    /// Why the last step of this key failed; empty when it did not.
    std::string trouble(const std::string& key) const;
    /// No step begins after this; what runs ends.
    void stop() { stopped_ = true; }

private:
    struct Unit {
        bool busy = false;   // a step is under way
        bool again = false;  // woken during it
        int failures = 0;    // in a row
        int retry = 0;       // number of the timer that counts; an older one does nothing
        std::string trouble;
    };
    void run(const std::string& key);
    void ended(const std::string& key, Result<> result);
    void failed(const std::string& key, Unit& unit, const Error& error);

    // Constant after construction.
    Host& host_;
    const std::string area_;
    const Begin begin_;
    // Region thread only.
    bool stopped_ = false;
    std::map<std::string, Unit> units_;  // those with a step under way or a failure
    Lifetime life_;
};

/// Brings one kind of resource from its rows to the world. A step is handed the row as it is on the
/// disk, and the proof of that; a row with a change under way is looked at after its commit. So an
/// engine never hears of what a crash could take back.
template <typename Row>
class Reconciler {
public:
    using Done = ReconcileLoop::Done;
    /// `row` is null where the row is gone. It is valid until the step gives control back.
    using Step = std::function<
        void(const std::string& key, const Row* row, store::Durable durable, Done done)>;

    Reconciler(Host& host, const store::Table<Row>& rows, std::string area, Step step)
        : rows_(rows),
          step_(std::move(step)),
          loop_(host, std::move(area), [this](const std::string& key, Done done) {
              begin(key, std::move(done));
          }) {}

    void wake(const std::string& key) { loop_.wake(key); }
    /// Every row that is there: after the region's start.
    void wake_all() {
        std::vector<std::string> keys;
        for (const auto& [key, row] : rows_)
            keys.push_back(key);
        for (const auto& key : keys)
            wake(key);
    }
    std::string trouble(const std::string& key) const { return loop_.trouble(key); }
    void stop() { loop_.stop(); }

private:
    void begin(const std::string& key, Done done) {
        auto step = [this, key, done = std::move(done)](store::Durable durable) mutable {
            step_(key, rows_.find(key), durable, std::move(done));
        };
        rows_.when_durable(key, life_.guard(std::move(step)));
    }

    const store::Table<Row>& rows_;
    const Step step_;
    ReconcileLoop loop_;
    Lifetime life_;
};

}  // namespace atlas::aws
