// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// The wire format of an API as tables, generated from aws/models when CMake configures. The codecs
/// of aws/wire walk these tables. The words are botocore's. All data is constant; any thread.
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

/// One member of a structure.
struct Member {
    std::string_view name;        // in the API model: "VpcId"; the key in json::Value trees
    std::string_view wire_name;   // locationName, or the name if there is none: "vpcId"
    std::string_view query_name;  // ec2's queryName, otherwise wire_name
    const Shape* shape;
    Location location = Location::body;
    bool required = false;
    bool flattened = false;
    bool payload = false;
};

/// One type of an API. Several shapes may have the same kind; members refer to them by address.
struct Shape {
    std::string_view name;
    ShapeKind kind;
    std::span<const Member> members{};      // structures
    const Shape* item = nullptr;            // lists: the item; maps: the value
    std::string_view item_name = "member";  // lists: locationName of the item
    std::string_view key_name = "key";      // maps
    std::string_view value_name = "value";
    bool flattened = false;
    std::int64_t minimum = INT64_MIN;  // of an integer's value, otherwise of the length
    std::int64_t maximum = INT64_MAX;
    std::span<const std::string_view> values{};  // enums: the allowed values
    TimeFormat time_format = TimeFormat::by_protocol;
};

/// One operation of an API. An operation in the model need not be implemented.
struct OperationModel {
    std::string_view name;            // "CreateVpc"
    std::string_view method;          // REST protocols; otherwise POST
    std::string_view uri;             // "/v1/clusters/{clusterArn}"
    const Shape* input;               // nullptr if there is none
    const Shape* output;              // nullptr if there is none
    std::string_view result_wrapper;  // query: "CreateLoadBalancerResult"
    int status = 200;
};

/// An error that the API declares, with its HTTP status.
struct ErrorModel {
    std::string_view code;
    int status;
};

/// The model of one service: what `service_model()` of its generated folder returns.
struct ServiceModel {
    std::string_view name;           // the folder: "elbv2"
    std::string_view iam_prefix;     // "elasticloadbalancing"
    std::string_view signing_name;   // in SigV4's credential scope; services may share one
    std::string_view api_version;    // "2015-12-01"
    std::string_view target_prefix;  // json: "AmazonEC2ContainerServiceV20141113"
    std::string_view json_version;   // "1.1"
    std::string_view xml_namespace;
    Protocol protocol;
    std::span<const OperationModel> operations;  // those listed in aws/models/<service>.operations
    std::span<const ErrorModel> errors;          // one for each code
};

}  // namespace atlas::aws
