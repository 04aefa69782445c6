// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// The wire's side of an API as tables, generated from aws/models at build time. All constant.
namespace atlas::aws {

enum class Protocol : std::uint8_t { ec2, query, json, rest_json, rest_xml };
enum class ShapeKind : std::uint8_t {
    structure,
    list,
    map,
    string,
    integer,
    floating,
    boolean,
    timestamp,
    blob,
    document,  // any JSON
};
enum class Location : std::uint8_t { body, header, headers, uri, query_string, status_code };
enum class TimeFormat : std::uint8_t { by_protocol, iso8601, unix_seconds, rfc822 };

struct Shape;

struct Member {
    std::string_view name;        // in the API model: "VpcId"; the key in json::Value trees
    std::string_view wire_name;   // locationName or the name: "vpcId"
    std::string_view query_name;  // queryName of ec2, else wire_name
    const Shape* shape;
    Location location = Location::body;
    bool required = false;
    bool flattened = false;
    bool payload = false;
};

struct Shape {
    std::string_view name;
    ShapeKind kind;
    std::span<const Member> members{};      // of a structure
    const Shape* item = nullptr;            // of a list, or a map's value
    std::string_view item_name = "member";  // locationName of a list's item
    std::string_view key_name = "key";      // of a map
    std::string_view value_name = "value";
    bool flattened = false;
    std::int64_t minimum = INT64_MIN;  // length or value
    std::int64_t maximum = INT64_MAX;
    std::span<const std::string_view> values{};  // of an enum
    TimeFormat time_format = TimeFormat::by_protocol;
};

struct OperationModel {
    std::string_view name;            // "CreateVpc"
    std::string_view method;          // of the rest protocols; POST else
    std::string_view uri;             // "/v1/clusters/{clusterArn}"
    const Shape* input;               // nullptr = none
    const Shape* output;              // nullptr = none
    std::string_view result_wrapper;  // query: "CreateLoadBalancerResult"
    int status = 200;
};

/// An error that the API declares, and the HTTP status it travels with.
struct ErrorModel {
    std::string_view code;
    int status;
};

struct ServiceModel {
    std::string_view name;           // of the folder: "elbv2"
    std::string_view iam_prefix;     // "elasticloadbalancing"
    std::string_view signing_name;   // of SigV4's scope: "elasticloadbalancing"
    std::string_view api_version;    // "2015-12-01"; more than one service may share a signing name
    std::string_view target_prefix;  // json: "AmazonEC2ContainerServiceV20141113"
    std::string_view json_version;   // "1.1"
    std::string_view xml_namespace;
    Protocol protocol;
    std::span<const OperationModel>
        operations;  // those generated: listed in aws/models/<service>.operations
    std::span<const ErrorModel> errors;  // by code
};

}  // namespace atlas::aws
