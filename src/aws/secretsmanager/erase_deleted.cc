// SPDX-License-Identifier: Apache-2.0
#include "aws/secretsmanager/erase_deleted.h"

#include <algorithm>
#include <string>
#include <vector>

namespace atlas::aws::secretsmanager {

void SecretEraser::start(Host& host) {
    host_ = &host;
    erase_due();
}

std::optional<Time> SecretEraser::next_date() const {
    std::optional<Time> next;
    for (const auto& [arn, row] : state_.secrets) {
        if (!row.deletion_date) continue;
        if (!next || *row.deletion_date < *next) next = row.deletion_date;
    }
    return next;
}

void SecretEraser::deletion_planned() {
    auto next = next_date();
    if (!host_ || !next || (armed_for_ && *armed_for_ <= *next)) return;
    armed_for_ = next;
    // Rounded up, so that the date has passed when the timer fires.
    auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - host_->clock().now());
    auto fire = [this, date = *next] {
        if (armed_for_ != date) return;  // A timer for an earlier date has replaced this one.
        armed_for_.reset();
        erase_due();
    };
    host_->region_thread().post_after(
        std::max(left, std::chrono::milliseconds(0)), life_.guard(std::move(fire))
    );
}

void SecretEraser::erase_due() {
    std::vector<std::string> due;
    for (const auto& [arn, row] : state_.secrets) {
        bool passed = row.deletion_date && *row.deletion_date <= host_->clock().now();
        // Acts only on a date that is on the disk.
        if (passed && state_.secrets.durable(arn)) due.push_back(arn);
    }
    if (!due.empty()) {
        const auto as = service_principal(
            host_->place().account,
            "secretsmanager.amazonaws.com",
            "AWSServiceRoleForSecretsManager"
        );
        host_->transact(as, [&](Call& call) {
            for (const auto& arn : due)
                state_.secrets.erase(call.batch(), arn);
        });
    }
    deletion_planned();
}

}  // namespace atlas::aws::secretsmanager
