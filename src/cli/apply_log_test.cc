// SPDX-License-Identifier: Apache-2.0
#include "cli/apply_log.h"

#include <doctest/doctest.h>

using namespace atlas::cli;

namespace {

Surroundings silent() {
    Surroundings surroundings;
    surroundings.quiet = true;
    return surroundings;
}

}  // namespace

TEST_CASE("an error names its resource, its place and what the provider said") {
    Progress progress(silent());
    ApplyLog log(progress);
    log.line(
        R"({"@level":"error","@message":"Error: creating VPC","type":"diagnostic","diagnostic":{)"
        R"("severity":"error","summary":"creating VPC","detail":"api error VpcLimitExceeded",)"
        R"("address":"module.network.aws_vpc.this","range":{)"
        R"("filename":"../modules/network/main.tf","start":{"line":12}}}})"
    );
    REQUIRE(log.errors().size() == 1);
    CHECK(
        log.errors()[0] ==
        "module.network.aws_vpc.this: creating VPC (../modules/network/main.tf:12)\n"
        "api error VpcLimitExceeded"
    );
    CHECK(!log.is_locked());
}

TEST_CASE("warnings are no errors, and the lock of another Terraform is known") {
    Progress progress(silent());
    ApplyLog log(progress);
    log.line(R"({"type":"diagnostic","diagnostic":{"severity":"warning","summary":"old"}})");
    CHECK(log.errors().empty());
    log.line(R"({"type":"diagnostic","diagnostic":{"severity":"error",)"
             R"("summary":"Error acquiring the state lock","detail":"temporarily unavailable"}})");
    CHECK(log.is_locked());
    CHECK(log.errors().size() == 1);
}

TEST_CASE("the last summary counts, and what is no JSON does no harm") {
    Progress progress(silent());
    ApplyLog log(progress);
    log.line("panic: something else");
    log.line(R"({"@message":"Plan: 2 to add","type":"change_summary"})");
    log.line(R"({"@message":"Apply complete! Resources: 2 added","type":"change_summary"})");
    CHECK(log.summary() == "Apply complete! Resources: 2 added");
}
