# SPDX-License-Identifier: Apache-2.0
"""boto3 as a command. Each line of stdin is [service, operation, arguments]; each answer is a line of stdout:
{"answer": …} or {"error": code, "message": …, "status": HTTP status}. Endpoint and credentials: the environment, and a
wrong clock (signing_clock.py).
"""
import functools
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

import signing_clock  # noqa: F401

ONCE = Config(retries={"total_max_attempts": 2})


@functools.cache
def client(service):
    return boto3.client(service, config=ONCE)


def call(service, operation, arguments):
    try:
        answer = getattr(client(service), operation)(**arguments)
    except ClientError as error:
        said = error.response
        return {"error": said["Error"]["Code"], "message": said["Error"]["Message"],
                "status": said["ResponseMetadata"]["HTTPStatusCode"]}
    answer.pop("ResponseMetadata", None)
    return {"answer": answer}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(call(*json.loads(line)), default=str), flush=True)
