// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "cli/progress.h"
#include "json/value.h"

namespace atlas::cli {

/// Follows `terraform apply -json`: reports finished resources, shows those in progress, and
/// collects errors for the end.
class ApplyLog {
public:
    explicit ApplyLog(Progress& progress) : progress_(&progress) {}
    /// Takes one line of Terraform's output; a line that is not JSON is shown as it is.
    void line(const std::string& text);
    /// Refreshes the display of resources in progress.
    void silence();

    /// "Apply complete! Resources: 3 added, …", or empty.
    const std::string& summary() const { return summary_; }
    /// Each error with its resource, its position in the files and its detail.
    const std::vector<std::string>& errors() const { return errors_; }
    /// Whether another Terraform process holds the state's lock.
    bool is_locked() const { return locked_; }

private:
    using Clock = std::chrono::steady_clock;
    void follow(const std::string& type, const json::Value& hook);
    void add_error(const json::Value& diagnostic);

    Progress* progress_;
    std::map<std::string, Clock::time_point> under_way_;  // by address
    std::string summary_;
    std::vector<std::string> errors_;
    bool locked_ = false;
};

}  // namespace atlas::cli
