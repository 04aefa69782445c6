// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/error_document.h"

#include <array>

#include <fmt/core.h>

#include "aws/wire/xml_writer.h"
#include "base/utf8.h"

namespace atlas::aws {
namespace {

struct Words {
    std::string_view code;
    int status = 0;
};

/// One code that is common to all APIs, as each protocol spells it. Code inside Atlas uses the
/// spelling of the query protocol.
struct CommonError {
    Words query, ec2, json, rest_json;
};

constexpr std::array common_errors{
    CommonError{
        {"AccessDenied", 403},
        {"UnauthorizedOperation", 403},
        {"AccessDeniedException", 400},
        {"AccessDeniedException", 403}
    },
    CommonError{
        {"MissingAuthenticationToken", 403},
        {"AuthFailure", 401},
        {"MissingAuthenticationTokenException", 400},
        {"MissingAuthenticationTokenException", 403}
    },
    CommonError{
        {"IncompleteSignature", 400},
        {"IncompleteSignature", 400},
        {"IncompleteSignatureException", 400},
        {"IncompleteSignatureException", 403}
    },
    CommonError{
        {"InvalidClientTokenId", 403},
        {"AuthFailure", 401},
        {"UnrecognizedClientException", 400},
        {"UnrecognizedClientException", 403}
    },
    CommonError{
        {"SignatureDoesNotMatch", 403},
        {"AuthFailure", 401},
        {"InvalidSignatureException", 400},
        {"InvalidSignatureException", 403}
    },
    CommonError{
        {"ExpiredToken", 403},
        {"RequestExpired", 400},
        {"ExpiredTokenException", 400},
        {"ExpiredTokenException", 403}
    },
    CommonError{
        {"ValidationError", 400},
        {"InvalidParameterValue", 400},
        {"ValidationException", 400},
        {"BadRequestException", 400}
    },
    CommonError{
        {"MalformedInput", 400},
        {"InvalidParameterValue", 400},
        {"SerializationException", 400},
        {"BadRequestException", 400}
    },
    CommonError{
        {"ServiceUnavailable", 503},
        {"Unavailable", 503},
        {"ServiceUnavailableException", 503},
        {"ServiceUnavailableException", 503}
    },
    CommonError{
        {"InternalFailure", 500},
        {"InternalError", 500},
        {"InternalFailure", 500},
        {"InternalServerErrorException", 500}
    },
};

const Words& words_of(const CommonError& error, Protocol protocol) {
    switch (protocol) {
        case Protocol::ec2:
            return error.ec2;
        case Protocol::json:
            return error.json;
        case Protocol::rest_json:
            return error.rest_json;
        case Protocol::query:
        case Protocol::rest_xml:
            break;
    }
    return error.query;
}

constexpr std::string_view xml_type = "text/xml;charset=UTF-8";

std::string ec2_document(const AwsError& error, const std::string& request_id) {
    XmlWriter xml;
    xml.open("Response");
    xml.open("Errors");
    xml.open("Error");
    xml.text("Code", error.code);
    xml.text("Message", error.message);
    xml.close("Error");
    xml.close("Errors");
    xml.text("RequestID", request_id);
    xml.close("Response");
    return xml.take();
}

std::string query_document(
    const ServiceModel* service, const AwsError& error, const std::string& request_id
) {
    XmlWriter xml;
    xml.open("ErrorResponse", service ? service->xml_namespace : std::string_view{});
    xml.open("Error");
    xml.text("Type", error.http_status < 500 ? "Sender" : "Receiver");
    xml.text("Code", error.code);
    xml.text("Message", error.message);
    xml.close("Error");
    xml.text("RequestId", request_id);
    xml.close("ErrorResponse");
    return xml.take();
}

std::string json_document(const AwsError& error) {
    json::Object body;
    body["__type"] = error.code;
    body["message"] = error.message;
    for (const auto& [name, value] : error.fields)
        body[name] = value;
    return json::serialize(body);
}

}  // namespace

AwsError aws_error_of(const Error& error) {
    switch (error.code()) {
        case ErrorCode::invalid_argument:
            return {"ValidationError", error.message(), 400, {}};
        case ErrorCode::not_found:
            return {"ResourceNotFoundException", error.message(), 404, {}};
        case ErrorCode::already_exists:
            return {"ResourceAlreadyExistsException", error.message(), 400, {}};
        case ErrorCode::conflict:
            return {"ConflictException", error.message(), 409, {}};
        case ErrorCode::exhausted:
            return {"LimitExceededException", error.message(), 400, {}};
        case ErrorCode::unavailable:
        case ErrorCode::timed_out:
            return {"ServiceUnavailable", error.message(), 503, {}};
        case ErrorCode::io:
            break;
    }
    return {"InternalFailure", error.message(), 500, {}};
}

AwsError in_words_of(const ServiceModel& service, AwsError error) {
    for (const auto& line : common_errors) {
        if (line.query.code != error.code) continue;
        const auto& words = words_of(line, service.protocol);
        if (service.protocol == Protocol::ec2 && error.code == "AccessDenied") {
            error.message = "You are not authorized to perform this operation. " + error.message;
        }
        if (words.code == "AuthFailure") {
            error.message = "AWS was not able to validate the provided access credentials";
        }
        if (words.code == "RequestExpired") error.message = "Request has expired.";
        error.code = words.code;
        error.http_status = words.status;
        return error;
    }
    if (error.http_status != 400) return error;  // The handler has chosen its own.
    for (const auto& declared : service.errors)
        if (declared.code == error.code) error.http_status = declared.status;
    return error;
}

net::Response encode_error(
    Protocol protocol,
    const ServiceModel* service,
    const AwsError& refused,
    const std::string& request_id
) {
    // The message may quote what the client sent, in any bytes; the documents are UTF-8.
    auto error = refused;
    error.message = repair_utf8(error.message);
    net::Response response;
    response.status = error.http_status;
    std::string type(xml_type);
    if (protocol == Protocol::ec2) {
        response.body = ec2_document(error, request_id);
    } else if (protocol == Protocol::query || protocol == Protocol::rest_xml) {
        response.body = query_document(service, error, request_id);
    } else {
        response.body = json_document(error);
        response.headers.add("x-amzn-ErrorType", error.code);
        type = protocol == Protocol::json ? "application/x-amz-json-1.1" : "application/json";
    }
    response.headers.add("Content-Type", std::move(type));
    response.headers.add("x-amzn-RequestId", request_id);
    return response;
}

AwsError not_implemented(std::string_view service, std::string_view operation) {
    return {
        "NotImplemented",
        fmt::format("{}:{} is not implemented by this region.", service, operation),
        501,
        {}
    };
}

}  // namespace atlas::aws
