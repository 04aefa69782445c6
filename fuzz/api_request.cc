// SPDX-License-Identifier: Apache-2.0
// A request for the region's endpoint, signed by its administrator: query, JSON and REST-JSON
// bodies into typed input, and the handlers behind them. Every request is answered once, and no
// answer is a failure of ours.
#include <cstdint>

#include "aws/acm/service.h"
#include "aws/ec2/service.h"
#include "aws/iam/service.h"
#include "aws/kms/service.h"
#include "aws/logs/service.h"
#include "aws/models/acm/service_model.h"
#include "aws/models/ecr/service_model.h"
#include "aws/models/ecs/service_model.h"
#include "aws/models/elbv2/service_model.h"
#include "aws/models/kafka/create_cluster.h"
#include "aws/models/kafka/list_clusters_v2.h"
#include "aws/models/kafka/service_model.h"
#include "aws/models/kafka/tag_resource.h"
#include "aws/models/kafka/update_connectivity.h"
#include "aws/secretsmanager/service.h"
#include "aws/sts/service.h"
#include "aws/wire/find_operation.h"
#include "aws/wire/testing/fake_service.h"
#include "aws/wire/testing/service_fixture.h"
#include "aws/wire/testing/sign_request.h"
#include "base/check.h"
#include "json/value.h"
#include "linux/fake_file_system.h"
#include "network/fake_network.h"
#include "request_of.h"

namespace {

using namespace atlas;
using namespace atlas::aws;

const crypto::CertificateKey& authority() {
    static const auto made = [] {
        SeededRandom random(7);
        const crypto::Validity validity{from_epoch_seconds(1.7e9), from_epoch_seconds(2.2e9)};
        return crypto::make_authority("Atlas region CA", {"test"}, validity, random);
    }();
    return made;
}

/// acm makes a key of RSA as it starts, which takes longer than all the rest.
bool is_for_acm(const net::Request& request) {
    const auto* target = request.headers.find("x-amz-target");
    return target && target->starts_with("CertificateManager");
}

/// The services that need no engine are whole, acm if it is asked; of the others there are the
/// models, and of kafka, whose API is REST-JSON, typed inputs.
struct Region {
    explicit Region(bool with_acm)
        : acm(with_acm ? whole_acm() : std::make_unique<testing::FakeService>(acm::service_model())
          ) {
        take<kafka::CreateCluster>();
        take<kafka::ListClustersV2>();
        take<kafka::TagResource>();
        take<kafka::UpdateConnectivity>();
        Principal administrator = fixture.administrator();
        signer.access_key_id = administrator.access_key_id;
        signer.secret_access_key = "secret";
        fixture.identities.add_key(administrator, signer.secret_access_key);
        fixture.start(
            {iam.get(),
             sts.get(),
             ec2.get(),
             kms.get(),
             secretsmanager.get(),
             logs.get(),
             acm.get(),
             &ecr,
             &ecs,
             &elbv2,
             &kafka}
        );
    }

    static std::unique_ptr<Service> whole_acm() {
        return acm::make_service(authority(), [](const std::string&) {
            return std::vector<std::string>();
        });
    }

    template <typename Op>
    void take() {
        kafka.on<Op>([](Call&, const typename Op::Input&) -> Answer<typename Op::Output> {
            return typename Op::Output{};
        });
    }

    testing::ServiceFixture fixture;
    testing::Signer signer;
    network::FakeNetwork network;
    std::unique_ptr<iam::IamService> iam =
        iam::make_service(fixture.host.place(), fixture.host.clock());
    std::unique_ptr<Service> sts = sts::make_service(*iam);
    std::unique_ptr<Service> ec2 = ec2::make_service(network);
    std::unique_ptr<Service> kms = kms::make_service(std::string(32, 'k'));
    std::unique_ptr<Service> secretsmanager = secretsmanager::make_service(std::string(32, 'k'));
    linux::FakeFileSystem files{1};
    std::unique_ptr<Service> logs = logs::make_service(files);
    std::unique_ptr<Service> acm;
    testing::FakeService ecr{ecr::service_model()};
    testing::FakeService ecs{ecs::service_model()};
    testing::FakeService elbv2{elbv2::service_model()};
    testing::FakeService kafka{kafka::service_model()};
};

/// The name that the service meant is signed for; any where none is meant.
std::string signing_name(Region& region, const net::Request& request) {
    static const OperationIndex index({
        &region.iam->model(),
        &region.sts->model(),
        &region.ec2->model(),
        &region.kms->model(),
        &region.secretsmanager->model(),
        &region.logs->model(),
        &region.acm->model(),
        &region.ecr.model(),
        &region.ecs.model(),
        &region.elbv2.model(),
        &region.kafka.model(),
    });
    const auto target = index.find(request, "");
    const bool known = target && target.value().service;
    return known ? std::string(target.value().service->signing_name) : "ec2";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    auto request = fuzz::request_of({reinterpret_cast<const char*>(bytes), count});
    if (!request) return 0;
    Region region(is_for_acm(*request));
    const auto service = signing_name(region, *request);
    testing::sign(*request, region.signer, service, region.fixture.host.time.now());
    int answers = 0;
    region.fixture.dispatcher().handler()(std::move(*request), [&](const net::Response& response) {
        ++answers;
        ATLAS_CHECK(response.status != 500, "no answer is a failure of ours");
        const auto* type = response.headers.find("content-type");
        const bool is_json = type && type->starts_with("application/") && !response.body.empty();
        ATLAS_CHECK(
            !is_json || json::parse(response.body).ok(), "an answer is JSON, if it says so"
        );
    });
    region.fixture.settle();
    ATLAS_CHECK(answers == 1, "a request is answered once");
    return 0;
}
