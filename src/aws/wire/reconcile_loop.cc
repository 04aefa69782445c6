// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/reconcile_loop.h"

#include "base/log.h"

namespace atlas::aws {
namespace {

using namespace std::chrono_literals;
constexpr BackOff back_off(200ms, 10s);

}  // namespace

ReconcileLoop::ReconcileLoop(Host& host, std::string area, Begin begin)
    : host_(host), area_(std::move(area)), begin_(std::move(begin)) {}

void ReconcileLoop::wake(const std::string& key) {
    if (stopped_) return;
    auto& unit = units_[key];
    if (unit.busy) {
        unit.again = true;
        return;
    }
    run(key);
}

std::string ReconcileLoop::trouble(const std::string& key) const {
    auto found = units_.find(key);
    return found == units_.end() ? "" : found->second.trouble;
}

void ReconcileLoop::run(const std::string& key) {
    auto& unit = units_[key];
    unit.busy = true;
    unit.again = false;
    ++unit.retry;  // Any timer of an earlier failure is void.
    // A step that ends at once erases `unit`, which must not be used after this call.
    begin_(key, life_.guard([this, key](Result<> result) { ended(key, std::move(result)); }));
}

void ReconcileLoop::ended(const std::string& key, Result<> result) {
    auto& unit = units_[key];
    unit.busy = false;
    if (!result) return failed(key, unit, result.error());
    if (!unit.trouble.empty()) host_.note_change();
    unit.failures = 0;
    unit.trouble.clear();
    if (unit.again && !stopped_) return run(key);
    units_.erase(key);
}

void ReconcileLoop::failed(const std::string& key, Unit& unit, const Error& error) {
    // A message is logged once while it stays the same, so that a step that fails for hours does
    // not fill the log.
    if (unit.trouble != error.message()) {
        log::warning(area_, "{}: {}", key, error.message());
        unit.trouble = error.message();
        host_.note_change();
    }
    auto delay = back_off.after(++unit.failures);
    host_.region_thread().post_after(delay, life_.guard([this, key, number = unit.retry] {
        auto found = units_.find(key);
        if (stopped_ || found == units_.end()) return;
        if (!found->second.busy && found->second.retry == number) run(key);
    }));
    if (unit.again && !stopped_) run(key);
}

}  // namespace atlas::aws
