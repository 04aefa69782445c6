# SPDX-License-Identifier: Apache-2.0
"""librdkafka with the public MSK IAM signer (OAUTHBEARER), as a command.

kafka_client.py consume BOOTSTRAP TOPIC SECONDS NEEDLE   prints each record as a JSON line, until one holds NEEDLE
kafka_client.py produce BOOTSTRAP TOPIC                  a record a line of stdin; prints partition and offset of each
Credentials and AWS_REGION come from the environment, the CA's file from ATLAS_CA (else the system's store), a wrong
clock as signing_clock.py says.
"""
import json
import os
import sys
import time

from aws_msk_iam_sasl_signer import MSKAuthTokenProvider
from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition

import signing_clock

TOKENS = []
REFUSALS = []


def token(_):
    TOKENS.append(time.monotonic())
    value, expires_ms = MSKAuthTokenProvider.generate_auth_token(os.environ["AWS_REGION"])
    # Whose clock is wrong believes that the token is good; librdkafka would not send one that it knows to be expired.
    return value, expires_ms / 1000 - signing_clock.OFFSET_S


def tell(error):
    """What librdkafka only logs: a broker's own words when it refuses a client."""
    print(error.str(), file=sys.stderr)
    if error.code() == KafkaError._AUTHENTICATION:
        REFUSALS.append(error)


def settings(bootstrap):
    given = {"bootstrap.servers": bootstrap, "security.protocol": "SASL_SSL", "sasl.mechanisms": "OAUTHBEARER",
             "oauth_cb": token, "error_cb": tell, "socket.timeout.ms": 10000}
    if "ATLAS_CA" in os.environ:
        given["ssl.ca.location"] = os.environ["ATLAS_CA"]
    return given


def consume(bootstrap, topic, seconds, needle):
    """From the first record on, without a group: the caller's policy need not name one."""
    consumer = Consumer(settings(bootstrap) | {"group.id": "unused", "enable.auto.commit": False,
                                               "auto.offset.reset": "earliest"})
    deadline = time.monotonic() + float(seconds)
    # librdkafka asks for its first token from its own thread, in poll: list_topics alone would wait for ever.
    while not TOKENS and time.monotonic() < deadline:
        consumer.poll(0.1)
    partitions = consumer.list_topics(topic, timeout=float(seconds)).topics[topic].partitions
    consumer.assign([TopicPartition(topic, partition, 0) for partition in partitions])
    while time.monotonic() < deadline:
        record = consumer.poll(0.2)
        if record is None:
            continue
        if record.error():
            # librdkafka asks for the group's coordinator even where no group is used.
            if record.error().code() == KafkaError.GROUP_AUTHORIZATION_FAILED:
                continue
            raise KafkaException(record.error())
        key, value = ((part or b"").decode(errors="replace") for part in (record.key(), record.value()))
        print(json.dumps({"partition": record.partition(), "offset": record.offset(), "key": key, "value": value}))
        if needle in value:
            return 0
    print(f"no record with {needle} within {seconds} s", file=sys.stderr)
    return 1


def produce(bootstrap, topic):
    failed = []

    def delivered(error, record):
        if error:
            failed.append(error)
        else:
            print(json.dumps({"partition": record.partition(), "offset": record.offset()}))

    producer = Producer(settings(bootstrap) | {"enable.idempotence": True, "message.timeout.ms": 15000})
    producer.poll(0)
    for line in sys.stdin:
        producer.produce(topic, line.rstrip("\n").encode(), on_delivery=delivered)
    deadline = time.monotonic() + 20
    # librdkafka tries again after a refusal, until its messages time out; who asks here wants to hear it at once.
    while producer.flush(0.2) and not REFUSALS and time.monotonic() < deadline:
        pass
    print("\n".join(str(error) for error in failed), file=sys.stderr)
    return len(failed) + len(producer) > 0


if __name__ == "__main__":
    sys.exit({"consume": consume, "produce": produce}[sys.argv[1]](*sys.argv[2:]))
