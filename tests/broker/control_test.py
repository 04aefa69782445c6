# SPDX-License-Identifier: Apache-2.0
"""The control socket, listeners that come and go, certificates that are renewed, and the ends of the process."""
import json
import os
import signal
import socket
import ssl
import subprocess
import time
import unittest

import foreign_clients
from broker import BINARY, CLUSTER_ARN, Broker, allow
from raw_client import RawClient, iam_message

try:
    from confluent_kafka import Producer
    from confluent_kafka.admin import AdminClient, NewTopic
except ImportError:  # Before the interpreter is changed.
    pass


def listening_socket():
    listener = socket.create_server(("127.0.0.1", 0))
    return listener, listener.getsockname()[1]


def names_seen_by(bootstrap):
    """Host and port of each broker, as Metadata tells who comes by `bootstrap`."""
    admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 0})
    return {number: (broker.host, broker.port) for number, broker in admin.list_topics(timeout=10).brokers.items()}


class Listeners(unittest.TestCase):
    def setUp(self):
        self.broker = Broker(plaintext=True).start()
        self.addCleanup(self.broker.close)

    def add(self, number, host, listener):
        return self.broker.control("add-listener", passed=listener.fileno(),
                                   listener={"set": "public", "broker": number, "host": host, "protocol": "PLAINTEXT"})

    def test_a_listener_passed_to_a_running_broker_answers_with_its_own_sets_names(self):
        internal = names_seen_by(self.broker.bootstrap)
        ports = {}
        for number in (1, 2):
            listener, ports[number] = listening_socket()
            with listener:
                self.assertEqual(self.add(number, "127.0.0.1", listener), {"ok": True})
        self.assertEqual(names_seen_by(f"127.0.0.1:{ports[1]}"), {number: ("127.0.0.1", ports[number]) for number in (1, 2)})
        self.assertEqual(names_seen_by(self.broker.bootstrap), internal)
        self.assertEqual({host for host, _ in internal.values()}, {"localhost"})

    def test_a_removed_set_takes_no_new_connection(self):
        listener, port = listening_socket()
        with listener:
            self.add(1, "127.0.0.1", listener)
        self.assertEqual(self.broker.control("remove-listeners", set="public"), {"ok": True})
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        self.assertEqual({one["set"] for one in self.broker.control("status")["listeners"]}, {"internal"})

    def test_an_inherited_listener_is_taken_by_its_number(self):
        self.broker.stop()
        listener, port = listening_socket()
        with listener:
            os.set_inheritable(listener.fileno(), True)
            self.broker.config["listeners"][0] = {"set": "internal", "broker": 1, "host": "localhost", "port": 0, "fd": listener.fileno(),
                                                  "protocol": "PLAINTEXT"}
            self.broker.write_config()
            self.broker.process = subprocess.Popen([BINARY, "--config", str(self.broker.home / "config.json")], stderr=self.broker.log,
                                                   pass_fds=[listener.fileno()])
        deadline = time.monotonic() + 20
        while True:
            try:
                self.broker.control("status")
                break
            except OSError:
                self.assertLess(time.monotonic(), deadline)
        self.assertEqual(names_seen_by(f"localhost:{port}")[1], ("localhost", port))

    def test_what_is_wrong_is_refused_and_changes_nothing(self):
        before = self.broker.control("status")["listeners"]
        with socket.socket() as no_listener:
            self.assertEqual(self.add(1, "127.0.0.1", no_listener)["error"], "the descriptor is no listening socket")
        listener, _ = listening_socket()
        with listener:
            self.assertEqual(self.add(7, "127.0.0.1", listener)["error"], "broker: not among brokers")
        self.assertIn("SASL_SSL needs tls and snapshot",
                      self.broker.control("add-listener", listener={"broker": 1, "host": "x", "bind": "127.0.0.1"})["error"])
        self.assertEqual(self.broker.control("dance")["error"], "there is no command 'dance'")
        self.assertEqual(self.broker.control("status")["listeners"], before)

    def test_a_line_that_is_no_json_is_answered_too(self):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(self.broker.home / "data/control.sock"))
            client.sendall(b'hello\n{"command":"status"}\n')
            lines = client.makefile()
            self.assertFalse(json.loads(lines.readline())["ok"])
            self.assertTrue(json.loads(lines.readline())["ok"])

    def test_the_control_socket_is_its_owners_alone(self):
        self.assertEqual((self.broker.home / "data/control.sock").stat().st_mode & 0o777, 0o600)


class Reload(unittest.TestCase):
    def served_certificate(self, broker):
        host, port = broker.bootstrap.split(",")[0].split(":")
        context = ssl.create_default_context(cafile=broker.ca)
        with context.wrap_socket(socket.create_connection((host, int(port))), server_hostname=host) as client:
            return client.getpeercert()["serialNumber"]

    def test_a_renewed_certificate_serves_new_connections(self):
        with Broker() as broker:
            user = broker.add_user("ada", allow("Connect", CLUSTER_ARN))
            with RawClient(broker) as client:
                client.log_in("AWS_MSK_IAM", iam_message("localhost", *user))
                before = self.served_certificate(broker)
                broker.make_certificates("localhost")
                self.assertEqual(broker.control("reload"), {"ok": True})
                self.assertNotEqual(self.served_certificate(broker), before)
                self.assertTrue(client.is_served(), "a connection that was open stays open")

    def test_a_broken_snapshot_changes_nothing_and_is_told(self):
        with Broker() as broker:
            user = broker.add_user("ada", allow("Connect", CLUSTER_ARN))
            (broker.home / "snapshot.json").write_text("{")
            answer = broker.control("reload")
            self.assertFalse(answer["ok"])
            self.assertIn("snapshot.json", answer["error"])
            with RawClient(broker) as client:
                client.log_in("AWS_MSK_IAM", iam_message("localhost", *user))

    def test_a_reload_that_fails_late_applies_nothing_of_what_it_had_read(self):
        with Broker() as broker:
            user = broker.add_user("ada", allow("Connect", CLUSTER_ARN))
            snapshot = (broker.home / "snapshot.json").read_text()
            (broker.home / "snapshot.json").write_text(snapshot.replace(user[0], "AKIANOBODY"))
            key = broker.home / "key.pem"
            key.write_text("no key")
            self.assertFalse(broker.control("reload")["ok"])
            with RawClient(broker) as client:
                client.log_in("AWS_MSK_IAM", iam_message("localhost", *user))

    def test_changed_properties_hold_at_once(self):
        with Broker(plaintext=True) as broker:
            admin = AdminClient({"bootstrap.servers": broker.bootstrap})
            broker.config["properties"]["num.partitions"] = "5"
            broker.write_config()
            self.assertEqual(broker.control("reload"), {"ok": True})
            admin.create_topics([NewTopic("five", -1, -1)])["five"].result(10)
            self.assertEqual(len(admin.list_topics("five", timeout=10).topics["five"].partitions), 5)


class Ends(unittest.TestCase):
    def test_sigterm_under_load_loses_no_answer_and_leaves_the_clean_mark(self):
        with Broker(plaintext=True) as broker:
            admin = AdminClient({"bootstrap.servers": broker.bootstrap, "log_level": 0})
            admin.create_topics([NewTopic("load", 1)])["load"].result(10)
            outcomes = []
            producer = Producer({"bootstrap.servers": broker.bootstrap, "linger.ms": 0, "enable.idempotence": True, "log_level": 0,
                                 "message.timeout.ms": 60000, "reconnect.backoff.max.ms": 200})
            for number in range(3000):
                producer.produce("load", str(number), on_delivery=lambda error, _: outcomes.append(error))
            producer.poll(0.05)
            broker.stop()
            self.assertTrue((broker.home / "data/log/.kafka_cleanshutdown").exists())
            broker.start()
            producer.flush(30)
            self.assertEqual([error for error in outcomes if error], [])
            self.assertEqual(len(outcomes), 3000)

    def test_two_brokers_never_share_a_data_directory(self):
        with Broker(plaintext=True) as broker:
            second = subprocess.run([BINARY, "--config", str(broker.home / "config.json")], capture_output=True, text=True, timeout=20)
            self.assertEqual(second.returncode, 1)
            self.assertIn("another broker has this data directory", second.stderr)

    def test_a_configuration_is_told_all_that_is_wrong_with_it(self):
        with Broker(plaintext=True) as broker:
            broken = broker.home / "broken.json"
            broken.write_text(json.dumps({"data_directory": str(broker.home / "other"), "brokers": [{"id": 1}, {"id": 1}],
                                          "listeners": [{"broker": 3, "protocol": "HTTP"}], "properties": {"num.partitions": "many"}}))
            done = subprocess.run([BINARY, "--config", str(broken)], capture_output=True, text=True, timeout=20)
            self.assertEqual(done.returncode, 1)
            for part in ("cluster_id: missing", "id 1 stands twice", "listeners[0].broker: not among brokers",
                         "listeners[0].protocol: SASL_SSL or PLAINTEXT", "listeners[0]: bind or fd is needed", "properties.num.partitions"):
                self.assertIn(part, done.stderr)
            self.assertEqual(subprocess.run([BINARY], capture_output=True, timeout=20).returncode, 2)

    def test_sigint_ends_it_too(self):
        with Broker(plaintext=True) as broker:
            broker.process.send_signal(signal.SIGINT)
            self.assertEqual(broker.process.wait(15), 0)


if __name__ == "__main__":
    foreign_clients.main()
