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

/// The scheduler of a Reconciler's steps. Runs at most one step per key at a time, runs it again if
/// the key is woken during a step, and retries a failed step after a back-off (200 ms to 10 s).
/// Keeps the error of a failed step until a later step of the key succeeds. Owned by its
/// Reconciler; no callback runs after its destruction. Region thread only.
class ReconcileLoop {
public:
    /// Ends a step: success if all is as desired, else the reason why it is not. The step calls it
    /// exactly once, on the region thread, possibly before the step itself returns.
    using Done = std::move_only_function<void(Result<>)>;
    using Begin = std::function<void(const std::string& key, Done done)>;

    /// `area` names the loop in the log ("ec2").
    ReconcileLoop(Host& host, std::string area, Begin begin);
    /// Starts a step for `key` at once or, if one is running, right after it. Does not wait for a
    /// pending back-off.
    void wake(const std::string& key);
    /// Why the last finished step of this key failed; empty if it succeeded.
    std::string trouble(const std::string& key) const;
    /// No step begins after this call. A running step continues to its end.
    void stop() { stopped_ = true; }

private:
    struct Unit {
        bool busy = false;   // a step is running
        bool again = false;  // woken during that step
        int failures = 0;    // in a row
        int retry = 0;       // number of the valid timer; a timer with an older number does nothing
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
    std::map<std::string, Unit> units_;  // keys with a running step or an unresolved failure
    Lifetime life_;
};

/// Makes the real world match the rows of one table. A step gets the row as it is on the disk and
/// the proof of that: a row with an uncommitted change is read only after its commit, so an engine
/// never acts on a change that a crash could undo. Owned by a service; `rows` must outlive it.
/// Region thread only.
template <typename Row>
class Reconciler {
public:
    using Done = ReconcileLoop::Done;
    /// `row` is null if the row has been deleted. It is valid only until the step returns.
    using Step = std::function<
        void(const std::string& key, const Row* row, store::Durable durable, Done done)>;

    Reconciler(Host& host, const store::Table<Row>& rows, std::string area, Step step)
        : rows_(rows),
          step_(std::move(step)),
          loop_(host, std::move(area), [this](const std::string& key, Done done) {
              begin(key, std::move(done));
          }) {}

    void wake(const std::string& key) { loop_.wake(key); }
    /// Wakes the key of every existing row. For the region's start.
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
