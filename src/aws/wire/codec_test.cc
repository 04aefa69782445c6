// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "aws/models/ec2/service_model.h"
#include "aws/models/ecs/service_model.h"
#include "aws/models/elbv2/service_model.h"
#include "aws/models/iam/service_model.h"
#include "aws/models/kafka/service_model.h"
#include "aws/models/logs/service_model.h"
#include "aws/models/sts/service_model.h"
#include "aws/wire/decode_json.h"
#include "aws/wire/decode_query.h"
#include "aws/wire/decode_scalar.h"
#include "aws/wire/encode_output.h"
#include "aws/wire/error_document.h"
#include "aws/wire/find_operation.h"
#include "aws/wire/validate.h"

using namespace atlas;
using namespace atlas::aws;

namespace {

const OperationModel& model_of(const ServiceModel& service, std::string_view name) {
    auto* found = find_operation(service, name);
    REQUIRE(found != nullptr);
    return *found;
}

std::string decoded(
    const ServiceModel& service, std::string_view operation, std::string_view body
) {
    auto tree = parse_query(body);
    REQUIRE(tree.ok());
    auto value = decode_query(service.protocol, model_of(service, operation).input, tree.value());
    if (!value.ok()) return value.error().code + ": " + value.error().message;
    return json::serialize(value.value());
}

std::string decoded_json(
    const ServiceModel& service, std::string_view operation, std::string_view body
) {
    auto value = decode_json(model_of(service, operation).input, body);
    if (!value.ok()) return value.error().code + ": " + value.error().message;
    return json::serialize(value.value());
}

std::string body_of(
    const ServiceModel& service, std::string_view operation, std::string_view output
) {
    auto value = json::parse(output);
    REQUIRE(value.ok());
    return encode_output(service, model_of(service, operation), value.value(), "id-1").body;
}

std::string finding(
    const ServiceModel& service, std::string_view operation, std::string_view input
) {
    auto value = json::parse(input);
    REQUIRE(value.ok());
    auto valid = validate(service, model_of(service, operation), value.value());
    return valid.ok() ? "valid" : valid.error().code + ": " + valid.error().message;
}

}  // namespace

TEST_CASE("an ec2 form becomes the model's input") {
    CHECK(
        decoded(
            ec2::service_model(),
            "CreateVpc",
            "Action=CreateVpc&Version=2016-11-15&CidrBlock=10.0.0.0%2F16&TagSpecification.1."
            "ResourceType=vpc&TagSpecification.1.Tag.2.Key=b&TagSpecification.1.Tag.1.Key=Name&"
            "TagSpecification.1.Tag.1.Value=a+b&AmazonProvidedIpv6CidrBlock=false"
        ) == R"({"CidrBlock":"10.0.0.0/16","TagSpecifications":[{"ResourceType":"vpc","Tags":[)"
             R"({"Key":"Name","Value":"a b"},{"Key":"b"}]}],"AmazonProvidedIpv6CidrBlock":false})"
    );
    CHECK(
        decoded(
            ec2::service_model(),
            "DescribeVpcs",
            "Action=DescribeVpcs&Version=2016-11-15&Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1&"
            "VpcId.1=vpc-1&MaxResults=5"
        ) ==
        R"({"Filters":[{"Name":"vpc-id","Values":["vpc-1"]}],"VpcIds":["vpc-1"],"MaxResults":5})"
    );
}

TEST_CASE("ec2 refuses a parameter that it does not know") {
    CHECK(
        decoded(ec2::service_model(), "DeleteVpc", "Action=DeleteVpc&VpcId=v&Force=true") ==
        "UnknownParameter: The parameter Force is not recognized"
    );
    CHECK(
        decoded(ec2::service_model(), "DescribeVpcs", "Action=DescribeVpcs&MaxResults=many") ==
        "MalformedInput: Value (many) for parameter MaxResults is invalid. It must be an integer."
    );
}

TEST_CASE("a query form's lists have their member level") {
    CHECK(
        decoded(
            elbv2::service_model(),
            "CreateRule",
            "Action=CreateRule&Conditions.member.1.Field=host-header&Conditions.member.1."
            "HostHeaderConfig.Values.member.1=a.atlas.test&Priority=10&Unknown=passed+over"
        ) ==
        R"({"Conditions":[{"Field":"host-header","HostHeaderConfig":{"Values":["a.atlas.test"]}}],)"
        R"("Priority":10})"
    );
    CHECK(
        decoded(elbv2::service_model(), "SetSecurityGroups", "SecurityGroups=") ==
        R"({"SecurityGroups":[]})"
    );
}

TEST_CASE("a broken form is refused") {
    CHECK_FALSE(parse_query("a=%zz").ok());
    CHECK_FALSE(parse_query("a=%ff").ok());
    CHECK_FALSE(parse_query("%c3=a").ok());
    CHECK_FALSE(parse_query("a=1&a=2").ok());
    CHECK_FALSE(parse_query("a=&a=2").ok());
    CHECK_FALSE(parse_query("a.b=&a.b").ok());
    CHECK(parse_query("a=1&a.b=2").ok());
    CHECK_FALSE(parse_query("a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q=1").ok());
}

TEST_CASE("an index that is written in two ways is refused, also when one value is empty") {
    for (const char* indexes :
         {"member.1=sg-1&SecurityGroups.member.01=sg-2",
          "member.2=&"
          "SecurityGroups.member.002="}) {
        auto tree = parse_query(std::string("SecurityGroups.") + indexes);
        REQUIRE(tree.ok());
        const auto& service = elbv2::service_model();
        auto value = decode_query(
            service.protocol, model_of(service, "SetSecurityGroups").input, tree.value()
        );
        REQUIRE_FALSE(value.ok());
        CHECK(value.error().code == "MalformedInput");
    }
}

TEST_CASE("a number that is none to JSON is none in a form") {
    const Shape number{.name = "Number", .kind = ShapeKind::floating};
    CHECK(decode_scalar(number, "-1.5", "N").value().as_double());
    for (auto text : {"inf", "-infinity", "nan", "1e999"})
        CHECK_FALSE(decode_scalar(number, text, "N").ok());
}

TEST_CASE("text that is no UTF-8 gets into no row, and comes back as a question") {
    const Shape text{.name = "Text", .kind = ShapeKind::string};
    CHECK(decode_scalar(text, "\xC3\xA4", "N").ok());
    const auto refused = decode_scalar(text, "a\xff", "N");
    REQUIRE_FALSE(refused.ok());
    for (auto protocol : {Protocol::json, Protocol::query, Protocol::ec2}) {
        const auto answer = encode_error(protocol, nullptr, refused.error(), "id");
        CHECK(answer.body.contains("a\xEF\xBF\xBD"));
        CHECK_FALSE(answer.body.contains('\xff'));
    }
}

TEST_CASE("a JSON body is read by its shape") {
    const auto& ecs = ecs::service_model();
    CHECK(
        decoded_json(
            ecs, "UpdateService", R"({"service":"s","desiredCount":2.0,"cluster":null,"x":1})"
        ) == R"({"service":"s","desiredCount":2})"
    );
    CHECK(
        decoded_json(ecs, "UpdateService", R"({"service":7})") ==
        "MalformedInput: NUMBER_VALUE at 'service' can not be converted to a string"
    );
    CHECK(decoded_json(ecs, "UpdateService", "{").starts_with("MalformedInput: "));
    CHECK(decoded_json(ecs, "ListClusters", "") == "{}");
}

TEST_CASE("a REST request is spread over path, query string and body") {
    const auto& kafka = kafka::service_model();
    OperationIndex index({&kafka});
    net::Request request;
    request.method = "GET";
    request.target = "/v1/clusters/arn%3Aaws%3Akafka%3A1%2Fx/nodes?maxResults=3&nextToken=t%20t";
    auto target = index.find(request, "kafka");
    REQUIRE(target.ok());
    REQUIRE(target.value().operation != nullptr);
    CHECK(target.value().operation->name == "ListNodes");
    auto value = decode_rest_json(target.value().operation->input, request, target.value().labels);
    REQUIRE(value.ok());
    CHECK(
        json::serialize(value.value()) ==
        R"({"ClusterArn":"arn:aws:kafka:1/x","MaxResults":3,"NextToken":"t t"})"
    );
    request.method = "PUT";
    target = index.find(request, "kafka");
    CHECK(target.value().operation == nullptr);
    CHECK(target.value().service == &kafka);
}

TEST_CASE("findings are told in AWS's words") {
    CHECK(
        finding(ecs::service_model(), "UpdateService", "{}") ==
        "InvalidParameterException: 1 validation error detected: Value null at 'service' failed to "
        "satisfy constraint: Member must not be null"
    );
    CHECK(
        finding(ec2::service_model(), "DeleteVpc", "{}") ==
        "MissingParameter: The request must contain the parameter VpcId"
    );
    CHECK(
        finding(
            iam::service_model(), "CreateRole", R"({"RoleName":"","AssumeRolePolicyDocument":"{}"})"
        ) ==
        "ValidationError: 2 validation errors detected: Value '' at 'roleName' failed to satisfy "
        "constraint: Member must have length greater than or equal to 1; Value '' at 'roleName' "
        "failed to satisfy constraint: Member must satisfy regular expression pattern: "
        "[\\w+=,.@-]+"
    );
    CHECK(
        finding(
            sts::service_model(),
            "AssumeRole",
            R"({"RoleArn":"arn:aws:iam::000011112222:role/r","RoleSessionName":"a/b"})"
        ) ==
        "ValidationError: 1 validation error detected: Value 'a/b' at 'roleSessionName' failed to "
        "satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*"
    );
    CHECK(
        finding(
            logs::service_model(),
            "TagResource",
            R"({"resourceArn":"arn:aws:logs:us-east-1:1:log-group:g","tags":{"a;b":"c"}})"
        ) ==
        "InvalidParameterException: 1 validation error detected: Value 'a;b' at 'tags' failed to "
        "satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular "
        "expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)$]"
    );
    CHECK(
        finding(
            ecs::service_model(), "UpdateService", R"({"service":"s","propagateTags":"ALL"})"
        ) ==
        "InvalidParameterException: 1 validation error detected: Value 'ALL' at 'propagateTags' "
        "failed to satisfy constraint: Member must satisfy enum value set: [TASK_DEFINITION, "
        "SERVICE, NONE]"
    );
    CHECK(finding(kafka::service_model(), "ListClusters", R"({"MaxResults":0})")
              .starts_with("BadRequestException: "));
    CHECK(finding(ecs::service_model(), "ListClusters", "{}") == "valid");
}

TEST_CASE("an ec2 answer is XML with its request id") {
    CHECK(
        body_of(
            ec2::service_model(),
            "DescribeVpcs",
            R"({"Vpcs":[{"VpcId":"vpc-1","IsDefault":false,)"
            R"("Tags":[{"Key":"a<b","Value":"\u0001"}],)"
            R"("CidrBlockAssociationSet":[]}]})"
        ) ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DescribeVpcsResponse "
        "xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15\"><requestId>id-1</requestId><vpcSet>"
        "<item><cidrBlockAssociationSet/><isDefault>false</isDefault><tagSet><item><key>a&lt;b"
        "</key><value>\xEF\xBF\xBD</value></item></tagSet><vpcId>vpc-1</vpcId></item></vpcSet>"
        "</DescribeVpcsResponse>"
    );
    CHECK(body_of(ec2::service_model(), "DeleteVpc", "{}").contains("<return>true</return>"));
}

TEST_CASE("characters that XML 1.0 forbids are replaced") {
    auto body = body_of(
        ec2::service_model(),
        "DescribeVpcs",
        R"({"Vpcs":[{"VpcId":"\uFFFE|\uFFFF|\uFFFD|\uFFEF|\u001F|\uEFBF"}]})"
    );
    CHECK(
        body.contains("<vpcId>\xEF\xBF\xBD|\xEF\xBF\xBD|\xEF\xBF\xBD|\xEF\xBF\xAF|\xEF\xBF\xBD|"
                      "\xEE\xBE\xBF</vpcId>")
    );
}

TEST_CASE("a query answer has result and metadata") {
    CHECK(
        body_of(
            iam::service_model(),
            "ListRolePolicies",
            R"({"PolicyNames":["a","b"],"IsTruncated":false})"
        ) ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListRolePoliciesResponse "
        "xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><ListRolePoliciesResult><PolicyNames>"
        "<member>a</member><member>b</member></PolicyNames><IsTruncated>false</IsTruncated>"
        "</ListRolePoliciesResult><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata>"
        "</ListRolePoliciesResponse>"
    );
    CHECK_FALSE(body_of(iam::service_model(), "DeleteRole", "{}").contains("Result>"));
}

TEST_CASE("times are written as each API writes them") {
    CHECK(
        body_of(ecs::service_model(), "DescribeClusters", R"({"clusters":[]})") ==
        R"({"clusters":[]})"
    );
    CHECK(
        body_of(
            kafka::service_model(), "DescribeConfiguration", R"({"CreationTime":1795000000.25})"
        ) == R"({"creationTime":"2026-11-18T11:06:40.250Z"})"
    );
    CHECK(
        body_of(
            ec2::service_model(), "CreateNatGateway", R"({"NatGateway":{"CreateTime":1795000000}})"
        )
            .contains("<createTime>2026-11-18T11:06:40.000Z</createTime>")
    );
}

TEST_CASE("errors are told per protocol") {
    AwsError denied{"AccessDenied", "User: x", 403, {}};
    auto ec2_words = in_words_of(ec2::service_model(), denied);
    CHECK(ec2_words.code == "UnauthorizedOperation");
    CHECK(
        encode_error(Protocol::ec2, &ec2::service_model(), ec2_words, "id-1").body ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>"
        "UnauthorizedOperation</Code><Message>You are not authorized to perform this operation. "
        "User: x</Message></Error></Errors><RequestID>id-1</RequestID></Response>"
    );
    auto ecs_words = in_words_of(ecs::service_model(), denied);
    auto response = encode_error(Protocol::json, &ecs::service_model(), ecs_words, "id-1");
    CHECK(response.status == 400);
    CHECK(response.body == R"({"__type":"AccessDeniedException","message":"User: x"})");
    CHECK(*response.headers.find("x-amzn-requestid") == "id-1");
    CHECK(in_words_of(kafka::service_model(), denied).http_status == 403);
    CHECK(in_words_of(iam::service_model(), {"NoSuchEntity", "", 400, {}}).http_status == 404);
    CHECK(
        in_words_of(kafka::service_model(), {"NotFoundException", "", 400, {}}).http_status == 404
    );
}
