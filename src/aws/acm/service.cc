// SPDX-License-Identifier: Apache-2.0
#include "aws/acm/service.h"

#include <set>
#include <utility>

#include "aws/acm/operations.h"
#include "aws/models/acm/service_model.h"
#include "base/log.h"

namespace atlas::aws::acm {
namespace {

constexpr std::chrono::hours renewal_interval{1};

class LocalAcm final : public AcmService {
public:
    LocalAcm(
        crypto::CertificateKey authority,
        std::function<std::vector<std::string>(const std::string&)> in_use_by
    ) {
        state_.authority = std::move(authority);
        state_.in_use_by = std::move(in_use_by);
    }

    const ServiceModel& model() const override { return service_model(); }

    std::vector<Operation> operations() override {
        std::vector<Operation> all;
        for (auto part : {request_operations, describe_operations, tag_operations}) {
            for (auto& operation : part(state_))
                all.push_back(std::move(operation));
        }
        return all;
    }

    std::vector<store::AnyTable*> tables() override { return {&state_.certificates}; }

    void start(Host& host) override {
        state_.make_key = [this, &host] { make_key(host); };
        make_key(host);
        host.region_thread().post([this, &host] { keep_renewed(host); });
    }

    void on_changed(std::function<void(const std::string&)> listener) override {
        state_.changed = std::move(listener);
    }

    std::optional<std::string> certificate_pem(const std::string& arn) const override {
        auto* row = state_.certificates.find(arn);
        if (!row || row->certificate_pem.empty()) return std::nullopt;
        return row->certificate_pem + row->chain_pem + row->key_pem;
    }

private:
    // Called at the start and whenever the key was taken, so one key is generated at a time.
    void make_key(Host& host) {
        host.workers().run<std::string>(
            [] { return crypto::make_key_pem(crypto::KeyAlgorithm::rsa_2048); },
            host.region_thread(),
            [this, &host](std::string key) {
                state_.ready_key_pem = std::move(key);
                issue_due(host);
            }
        );
    }

    void keep_renewed(Host& host) {
        failed_.clear();
        issue_due(host);
        host.region_thread().post_after(renewal_interval, [this, &host] { keep_renewed(host); });
    }

    // An RSA key takes too long for the region thread. So one certificate with such a key is issued
    // for each key that is ready, and `make_key` continues with the next.
    void issue_due(Host& host) {
        auto role = service_principal(
            host.place().account, "acm.amazonaws.com", "AWSServiceRoleForCertificateManager"
        );
        host.transact(role, [this](Call& call) {
            std::vector<std::string> due;
            for (const auto& [arn, row] : state_.certificates) {
                if (is_issue_due(row, call.now()) && !failed_.contains(arn)) due.push_back(arn);
            }
            for (const auto& arn : due)
                issue_one(call, arn);
        });
    }

    void issue_one(Call& call, const std::string& arn) {
        auto row = *state_.certificates.find(arn);
        if (!can_issue(state_, row)) return;
        if (auto issued = issue(state_, row, call.now(), call.random()); !issued) {
            log::warning("acm", "{}: {}", arn, issued.error().message());
            failed_.insert(arn);
            return;
        }
        put_certificate(state_, call, arn, std::move(row));
        log::info("acm", "{}: issued", arn);
    }

    State state_;
    std::set<std::string> failed_;  // not tried again until the next interval
};

}  // namespace

std::unique_ptr<AcmService> make_service(
    crypto::CertificateKey authority,
    std::function<std::vector<std::string>(const std::string&)> in_use_by
) {
    return std::make_unique<LocalAcm>(std::move(authority), std::move(in_use_by));
}

}  // namespace atlas::aws::acm
