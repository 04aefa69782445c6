// SPDX-License-Identifier: Apache-2.0
#include "region/services.h"

#include "aws/acm/service.h"
#include "aws/ec2/service.h"
#include "aws/ecr/public_registry.h"
#include "aws/ecr/service.h"
#include "aws/ecs/service.h"
#include "aws/elbv2/service.h"
#include "aws/iam/service.h"
#include "aws/kafka/service.h"
#include "aws/kms/service.h"
#include "aws/logs/service.h"
#include "aws/secretsmanager/service.h"
#include "aws/sts/service.h"
#include "engines/msk/engine.h"
#include "linux/file_system.h"
#include "region/authority.h"
#include "region/image_blobs.h"
#include "region/sealing_key.h"
#include "region/task_roles.h"

namespace atlas::region {
namespace {

/// Gives elbv2 the certificates of acm for its listeners.
class ListenerCertificates final : public aws::elbv2::CertificateSource {
public:
    std::optional<std::string> certificate_pem(const std::string& arn) const override {
        return acm->certificate_pem(arn);
    }
    const aws::acm::AcmService* acm = nullptr;
};

class LocalServices final : public Services {
public:
    explicit LocalServices(const Foundations& foundations)
        : on_(foundations), roles_(*foundations.host) {}

    Result<> make() {
        const auto& place = on_.host->place();
        sealing_key_ = ATLAS_TRY(open_sealing_key(place.home, *on_.random));
        haproxy_ = ATLAS_TRY(engines::haproxy::Engine::open(
            {&on_.host->region_thread(),
             &on_.host->workers(),
             on_.clock,
             on_.supervisor,
             on_.network,
             place.home + "/elb"}
        ));
        iam_ = aws::iam::make_service(place, *on_.clock);
        sts_ = aws::sts::make_service(*iam_);
        ec2_ = aws::ec2::make_service(*on_.network);
        // The callbacks below use members that are still null here; none is called before `make`
        // ends.
        acm_ = aws::acm::make_service(on_.authority, [this](const std::string& arn) {
            return elbv2_->users_of_certificate(arn);
        });
        acm_->on_changed([this](const std::string& arn) { elbv2_->certificate_changed(arn); });
        certificates_.acm = acm_.get();
        elbv2_ = aws::elbv2::make_service(*haproxy_, *on_.network, certificates_);
        kms_ = aws::kms::make_service(sealing_key_);
        secretsmanager_ = aws::secretsmanager::make_service(sealing_key_);
        logs_ = aws::logs::make_service(files_);
        msk_ = engines::msk::Engine::create(msk_options());
        iam_->on_changed([this] { msk_->identities_changed(); });
        kafka_ = aws::kafka::make_service(*msk_);
        blobs_ =
            ATLAS_TRY(registry::Blobs::open(files_, place.home + "/registry", on_.host->clock()));
        ecr_ = aws::ecr::make_service(*blobs_, sealing_key_);
        images_ = std::make_unique<ImageBlobs>(*blobs_);
        ecs_ = ATLAS_TRY(
            aws::ecs::make_service({*on_.host, *on_.supervisor, *on_.network, *images_, roles_})
        );
        elbv2_->on_targets_change([this] { ecs_->targets_changed(); });
        return {};
    }

    // Identities come first, because every other service needs them; ec2 before the services that
    // place resources in its networks.
    std::vector<aws::Service*> list() override {
        return {
            iam_.get(),
            sts_.get(),
            kms_.get(),
            secretsmanager_.get(),
            logs_.get(),
            ec2_.get(),
            acm_.get(),
            elbv2_.get(),
            ecr_.get(),
            kafka_.get(),
            ecs_.get(),
        };
    }

    const aws::Identities& identities() const override { return *iam_; }
    const std::string& sealing_key() const override { return sealing_key_; }

    std::pair<std::string, std::string> administrator_key() const override {
        auto key = iam_->administrator_key();
        return {key.access_key_id, key.secret_access_key};
    }

    std::vector<std::pair<std::string, std::string>> policy_findings() const override {
        std::vector<std::pair<std::string, std::string>> all;
        for (auto& finding : iam_->findings())
            all.emplace_back(std::move(finding.policy), std::move(finding.sentence));
        return all;
    }

    void adopt(const std::vector<supervisor::Supervisor::Recovered>& recovered) override {
        haproxy_->adopt(recovered);
        msk_->adopt(recovered);
        ecs_->adopt(recovered);
    }

    net::Handler task_endpoint(const std::string& vpc) override { return ecs_->task_endpoint(vpc); }

    void start_all() override {
        for (auto* service : list())
            service->start(*on_.host);
    }

    Result<> open_registry() override {
        auto name = aws::ecr::PublicRegistry::name_of(on_.host->place());
        auto issued = ATLAS_TRY(issue_for(on_.authority, {name}, *on_.clock, *on_.random));
        net::TlsIdentity identity{issued.certificate_pem, issued.key_pem};
        registry_ = ATLAS_TRY(aws::ecr::PublicRegistry::open(
            {*on_.host, *on_.network, *blobs_, *ecr_, std::move(identity)}
        ));
        return {};
    }

    void stop_all() override {
        for (auto* service : list())
            service->stop();
    }

private:
    engines::msk::Engine::Options msk_options() {
        engines::msk::Engine::Options options;
        options.home = &on_.host->region_thread();
        options.workers = &on_.host->workers();
        options.clock = on_.clock;
        options.supervisor = on_.supervisor;
        options.network = on_.network;
        options.directory = on_.host->place().home + "/msk";
        options.binary = on_.broker_binary;
        options.authority = on_.authority;
        options.identities = [this] { return iam_->export_identities(); };
        return options;
    }

    // Constant after construction.
    Foundations on_;
    linux::SystemFileSystem files_;
    std::string sealing_key_;
    std::unique_ptr<engines::haproxy::Engine> haproxy_;
    ListenerCertificates certificates_;
    std::unique_ptr<aws::iam::IamService> iam_;
    std::unique_ptr<aws::Service> sts_;
    std::unique_ptr<aws::Service> ec2_;
    std::unique_ptr<aws::acm::AcmService> acm_;
    std::unique_ptr<aws::elbv2::ElbService> elbv2_;
    std::unique_ptr<aws::Service> kms_;
    std::unique_ptr<aws::Service> secretsmanager_;
    std::unique_ptr<aws::Service> logs_;
    std::unique_ptr<engines::msk::Engine> msk_;
    std::unique_ptr<aws::Service> kafka_;
    std::unique_ptr<registry::Blobs> blobs_;
    std::unique_ptr<aws::ecr::EcrService> ecr_;
    std::unique_ptr<ImageBlobs> images_;
    TaskRoles roles_;
    std::unique_ptr<aws::ecs::EcsService> ecs_;
    std::unique_ptr<aws::ecr::PublicRegistry> registry_;
};

}  // namespace

Result<std::unique_ptr<Services>> make_services(const Foundations& foundations) {
    auto services = std::make_unique<LocalServices>(foundations);
    ATLAS_TRY(services->make());
    return std::unique_ptr<Services>(std::move(services));
}

}  // namespace atlas::region
