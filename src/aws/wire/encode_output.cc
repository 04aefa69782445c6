// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/encode_output.h"

#include "aws/wire/encode_json.h"
#include "aws/wire/encode_xml.h"

namespace atlas::aws {

net::Response encode_output(
    const ServiceModel& service,
    const OperationModel& operation,
    const json::Value& output,
    const std::string& request_id
) {
    net::Response response;
    response.status = operation.status;
    switch (service.protocol) {
        case Protocol::ec2:
            response.body = encode_ec2(service, operation, output, request_id);
            response.headers.add("Content-Type", "text/xml;charset=UTF-8");
            break;
        case Protocol::query:
        case Protocol::rest_xml:
            response.body = encode_query(service, operation, output, request_id);
            response.headers.add("Content-Type", "text/xml");
            break;
        case Protocol::json:
            if (operation.output) response.body = encode_json(*operation.output, output);
            response.headers.add(
                "Content-Type", "application/x-amz-json-" + std::string(service.json_version)
            );
            break;
        case Protocol::rest_json:
            encode_rest_json(operation, output, response);
            response.headers.add("Content-Type", "application/json");
            break;
    }
    response.headers.add("x-amzn-RequestId", request_id);
    return response;
}

}  // namespace atlas::aws
