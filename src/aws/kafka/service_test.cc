// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "aws/kafka/kafka_fixture.h"
#include "aws/models/kafka/create_configuration.h"
#include "aws/models/kafka/delete_cluster.h"
#include "aws/models/kafka/delete_configuration.h"
#include "aws/models/kafka/describe_cluster_operation.h"
#include "aws/models/kafka/describe_cluster_v2.h"
#include "aws/models/kafka/describe_configuration_revision.h"
#include "aws/models/kafka/get_bootstrap_brokers.h"
#include "aws/models/kafka/list_nodes.h"
#include "aws/models/kafka/tag_resource.h"
#include "aws/models/kafka/update_cluster_configuration.h"
#include "aws/models/kafka/update_configuration.h"
#include "aws/models/kafka/update_connectivity.h"

using namespace atlas;
using namespace atlas::aws;
using namespace atlas::aws::kafka;

namespace {

template <typename T>
std::string code_of(const Answer<T>& answer) {
    return answer.ok() ? "ok" : answer.error().code;
}

}  // namespace

TEST_CASE("a cluster is ACTIVE when its broker answers, not before") {
    Region region;
    auto arn = region.create();
    CHECK(arn.starts_with("arn:aws:kafka:us-east-1:000011112222:cluster/Events/"));
    CHECK(region.describe(arn).state == "CREATING");
    CHECK(region.interfaces == 2);
    REQUIRE(region.engine.wanted.size() == 1);
    const auto& wanted = region.engine.wanted.begin()->second;
    CHECK(wanted.brokers[1].host.starts_with("b-2.events."));
    CHECK(wanted.brokers[1].host.ends_with(".c2.kafka.us-east-1.atlas.test"));
    CHECK(wanted.brokers[1].zone == "use1-az2");
    CHECK(wanted.resolver == "10.0.0.2");
    CHECK(wanted.properties.at("default.replication.factor") == "2");
    CHECK_FALSE(
        region.fixture.call<GetBootstrapBrokers>({arn}).value().bootstrap_broker_string_sasl_iam
    );

    region.engine.finish();
    CHECK(region.describe(arn).state == "ACTIVE");
    auto v2 = region.fixture.call<DescribeClusterV2>({arn}).value().cluster_info.value();
    CHECK(v2.provisioned->number_of_broker_nodes == 2);
    auto brokers = region.fixture.call<GetBootstrapBrokers>({arn}).value();
    CHECK(brokers.bootstrap_broker_string_sasl_iam->contains(":9098,b-2.events."));
    CHECK_FALSE(brokers.bootstrap_broker_string_public_sasl_iam);
    CHECK(region.fixture.call<ListNodes>({arn}).value().node_info_list.size() == 2);
}

TEST_CASE("what CreateCluster refuses, it refuses in AWS's words") {
    Region region;
    auto input = Region::input();
    input.broker_node_group_info.connectivity_info.emplace().public_access =
        PublicAccess{"SERVICE_PROVIDED_EIPS"};
    auto refused = region.fixture.call<CreateCluster>(input);
    CHECK(code_of(refused) == "BadRequestException");
    CHECK(
        refused.error().message ==
        "When creating a cluster, the only valid value for the Type parameter in PublicAccess is "
        "DISABLED."
    );
    input = Region::input();
    input.number_of_broker_nodes = 3;
    CHECK(code_of(region.fixture.call<CreateCluster>(input)) == "BadRequestException");
    input = Region::input();
    input.kafka_version = "0.9";
    CHECK(code_of(region.fixture.call<CreateCluster>(input)) == "BadRequestException");
    input = Region::input();
    input.client_authentication->sasl->scram = Scram{true};
    CHECK(code_of(region.fixture.call<CreateCluster>(input)) == "NotImplemented");
    input = Region::input();
    input.broker_node_group_info.client_subnets.push_back("subnet-2");
    input.number_of_broker_nodes = 3;
    CHECK(code_of(region.fixture.call<CreateCluster>(input)) == "BadRequestException");
    CHECK(region.interfaces == 0);
    region.create();
    CHECK(code_of(region.fixture.call<CreateCluster>(Region::input())) == "ConflictException");
}

TEST_CASE("public access is switched on by an update, in public subnets only") {
    Region region;
    auto arn = region.active();
    auto version = region.describe(arn).current_version.value();
    UpdateConnectivityInput input;
    input.cluster_arn = arn;
    input.current_version = version;
    input.connectivity_info.emplace().public_access = PublicAccess{"SERVICE_PROVIDED_EIPS"};

    region.gateway = "nat-1";
    CHECK(code_of(region.fixture.call<UpdateConnectivity>(input)) == "BadRequestException");
    region.gateway = "igw-1";
    auto updating = region.fixture.call<UpdateConnectivity>(input);
    REQUIRE(updating.ok());
    region.fixture.settle();
    auto operation = updating.value().cluster_operation_arn.value();
    auto state_of = [&] {
        auto told = region.fixture.call<DescribeClusterOperation>({operation});
        return told.value().cluster_operation_info->operation_state.value();
    };
    CHECK(state_of() == "UPDATE_IN_PROGRESS");
    CHECK(region.describe(arn).state == "UPDATING");
    CHECK(code_of(region.fixture.call<UpdateConnectivity>(input)) == "BadRequestException");
    CHECK(region.engine.wanted.begin()->second.public_access);

    region.engine.finish();
    CHECK(state_of() == "UPDATE_COMPLETE");
    auto info = region.describe(arn);
    CHECK(info.state == "ACTIVE");
    CHECK(info.current_version != version);
    CHECK(
        info.broker_node_group_info->connectivity_info->public_access->type ==
        "SERVICE_PROVIDED_EIPS"
    );
    auto brokers = region.fixture.call<GetBootstrapBrokers>({arn}).value();
    CHECK(brokers.bootstrap_broker_string_public_sasl_iam->contains("b-1-public.events."));
}

TEST_CASE("server properties that a broker would not start with are refused by name") {
    Region region;
    CreateConfigurationInput made;
    made.name = "c";
    made.server_properties.bytes = "num.partitions=many\n";
    auto refused = region.fixture.call<CreateConfiguration>(made);
    CHECK(code_of(refused) == "BadRequestException");
    CHECK(refused.error().message.contains("num.partitions"));
    made.server_properties.bytes = "num.partitions=6\n";
    auto created = region.fixture.call<CreateConfiguration>(made);
    REQUIRE(created.ok());
    UpdateConfigurationInput update;
    update.arn = created.value().arn.value();
    update.server_properties.bytes = "no.such.setting=1\n";
    CHECK(code_of(region.fixture.call<UpdateConfiguration>(update)) == "BadRequestException");
}

TEST_CASE("a configuration's revision reaches the broker") {
    Region region;
    CreateConfigurationInput made;
    made.name = "c";
    made.server_properties.bytes = "# a comment\nnum.partitions=6\n min.insync.replicas = 2 \n";
    auto configuration = region.fixture.call<CreateConfiguration>(made);
    REQUIRE(configuration.ok());
    auto configuration_arn = configuration.value().arn.value();
    auto input = Region::input();
    input.configuration_info = ConfigurationInfo{configuration_arn, 1};
    auto cluster = region.fixture.call<CreateCluster>(input);
    REQUIRE(cluster.ok());
    region.fixture.settle();
    region.engine.finish();
    const auto& wanted = region.engine.wanted.begin()->second;
    CHECK(wanted.properties.at("num.partitions") == "6");
    CHECK(wanted.properties.at("min.insync.replicas") == "2");

    UpdateConfigurationInput update;
    update.arn = configuration_arn;
    update.server_properties.bytes = "num.partitions=9\n";
    CHECK(region.fixture.call<UpdateConfiguration>(update).value().latest_revision->revision == 2);
    CHECK(region.engine.wanted.begin()->second.properties.at("num.partitions") == "6");
    auto text = region.fixture.call<DescribeConfigurationRevision>({configuration_arn, 2});
    CHECK(text.value().server_properties->bytes == "num.partitions=9\n");
    CHECK(
        code_of(region.fixture.call<DeleteConfiguration>({configuration_arn})) ==
        "BadRequestException"
    );

    auto arn = cluster.value().cluster_arn.value();
    UpdateClusterConfigurationInput change;
    change.cluster_arn = arn;
    change.current_version = region.describe(arn).current_version.value();
    change.configuration_info = {configuration_arn, 2};
    REQUIRE(region.fixture.call<UpdateClusterConfiguration>(change).ok());
    region.fixture.settle();
    CHECK(region.engine.wanted.begin()->second.properties.at("num.partitions") == "9");
    CHECK(region.describe(arn).state == "UPDATING");
}

TEST_CASE("a deleted cluster gives its interfaces back before it is gone") {
    Region region;
    auto arn = region.active();
    REQUIRE(region.fixture.call<DeleteCluster>({arn}).ok());
    region.fixture.settle();
    CHECK(region.describe(arn).state == "DELETING");
    CHECK(region.interfaces == 2);
    REQUIRE(region.engine.removals.size() == 1);
    region.engine.removals[0]();
    CHECK(region.interfaces == 0);
    auto gone = region.fixture.call<DescribeCluster>({arn});
    CHECK(code_of(gone) == "NotFoundException");
    CHECK(gone.error().http_status == 404);
    CHECK(region.fixture.store.rows.empty());
}

TEST_CASE("the engine is not told to delete before the deletion is on the disk") {
    Region region;
    auto arn = region.active();
    auto& store = region.fixture.store;
    TagResourceInput tag;
    tag.resource_arn = arn;
    tag.tags["team"] = "data";
    REQUIRE(region.fixture.call<TagResource>(tag).ok());
    // The commit of the tag wakes the cluster while its deletion is not on the disk yet.
    store.hold();
    REQUIRE(region.fixture.call<DeleteCluster>({arn}).ok());
    region.fixture.settle();
    CHECK(region.engine.removals.empty());
    SUBCASE("a deletion that is lost leaves the cluster as it was") {
        store.lose();
        testing::ServiceFixture second;
        second.store.rows = store.rows;
        FakeEngine engine;
        auto kafka = make_service(engine);
        second.start({kafka.get()});
        auto info = second.call<DescribeCluster>({arn}).value().cluster_info.value();
        CHECK(info.state == "ACTIVE");
        CHECK(engine.removals.empty());
        CHECK(engine.wanted.size() == 1);
    }
    SUBCASE("a deletion that is on the disk is carried out") {
        store.release();
        region.fixture.settle();
        CHECK(region.engine.removals.size() == 1);
    }
}

TEST_CASE("a restart goes on with what was stored") {
    Region region;
    auto arn = region.create();
    Region again;
    testing::ServiceFixture second;
    FakeEngine engine;
    auto kafka = make_service(engine);
    second.store.rows = region.fixture.store.rows;
    second.start({kafka.get()});
    REQUIRE(engine.wanted.size() == 1);
    engine.finish();
    auto info = second.call<DescribeCluster>({arn}).value().cluster_info.value();
    CHECK(info.state == "ACTIVE");
    CHECK(engine.wanted.begin()->second == region.engine.wanted.begin()->second);
}

TEST_CASE("tags reach the broker's policies") {
    Region region;
    auto arn = region.active();
    TagResourceInput input;
    input.resource_arn = arn;
    input.tags["team"] = "data";
    REQUIRE(region.fixture.call<TagResource>(input).ok());
    region.fixture.settle();
    CHECK(region.engine.wanted.begin()->second.tags.at("team") == "data");
    CHECK(region.describe(arn).state == "ACTIVE");
}
