// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/service.h"

#include "aws/ec2/action_resources.h"
#include "aws/ec2/default_vpc.h"
#include "aws/ec2/operations.h"
#include "aws/models/ec2/service_model.h"

namespace atlas::aws::ec2 {
namespace {

class Ec2Service final : public Service {
public:
    explicit Ec2Service(network::Network& network) : ec2_(network) {}

    const ServiceModel& model() const override { return service_model(); }

    std::vector<Operation> operations() override {
        std::vector<Operation> all;
        for (auto* add_some :
             {add_vpc_operations,
              add_vpc_attribute_operations,
              add_subnet_operations,
              add_internet_gateway_operations,
              add_address_operations,
              add_nat_gateway_operations,
              add_route_table_operations,
              add_route_operations,
              add_security_group_operations,
              add_security_group_rule_operations,
              add_authorize_security_group_operations,
              add_network_interface_operations,
              add_vpc_endpoint_operations,
              add_prefix_list_operations,
              add_network_acl_operations,
              add_zone_operations,
              add_tag_operations,
              add_absent_operations})
            add_some(all, ec2_);
        for (auto& one : all) {
            one.resources = [this, name = one.name](Call& call, const json::Value& input) {
                return action_resources(ec2_.state, call, name, input);
            };
        }
        return all;
    }

    std::vector<store::AnyTable*> tables() override { return ec2_.state.all(); }
    void start(Host& host) override {
        make_default_vpc_once(ec2_, host);
        ec2_.reconciler.start(host);
    }
    void stop() override { ec2_.reconciler.stop(); }

private:
    Ec2 ec2_;
};

}  // namespace

std::unique_ptr<Service> make_service(network::Network& network) {
    return std::make_unique<Ec2Service>(network);
}

}  // namespace atlas::aws::ec2
