# SPDX-License-Identifier: Apache-2.0
"""From each workload and from the host to each workload: open exactly where terraform/ says, silence elsewhere."""
import json
import socket
import subprocess
import sys

import workloads
from staged import Staged

PORTS = (22, 80, 443, 4566, 5432, 6379, 8080, 9092, 9094, 9098, 9198)
KINDS = {"poc-atlas-dev-edge": "edge", "poc-atlas-dev-events-ingestion": "task", "poc-atlas-dev-streaming": "broker"}
# The edge lets in 80 and 443 from anywhere, but a task may leave for 443 only.
OPEN = {("edge", "task", 8080), ("task", "broker", 9098), ("task", "edge", 443)}
OPEN_TO_THE_HOST = {("edge", 80), ("edge", 443), ("broker", 9198)}
# Tries address:port pairs at once and says of each "open", "refused" or "silent".
TRY = """
import concurrent.futures, json, socket, sys
def said(pair):
    address, port = pair.rsplit(":", 1)
    try:
        socket.create_connection((address, int(port)), 1.5).close()
        return "open"
    except ConnectionRefusedError:
        return "refused"
    except OSError:
        return "silent"
with concurrent.futures.ThreadPoolExecutor(64) as pool:
    print(json.dumps(dict(zip(sys.argv[1:], pool.map(said, sys.argv[1:])))))
"""


def pairs_of(addresses, ports=PORTS):
    return [f"{address}:{port}" for address in addresses for port in ports]


class EveryPair(Staged):
    def setUp(self):
        self.kinds = self.interfaces()
        self.sources = {}
        for name, own in workloads.namespaces(self.up.region).items():
            if kind := next((self.kinds[address] for address in own if address in self.kinds), None):
                self.sources[name] = (kind, own)
        self.assertEqual({"edge", "task", "broker"}, {kind for kind, _ in self.sources.values()})

    def interfaces(self):
        """Address -> kind of workload, of every interface in a group that is ours."""
        found = {}
        for each in self.up.aws("ec2", "describe_network_interfaces")["NetworkInterfaces"]:
            kinds = {KINDS[group["GroupName"]] for group in each["Groups"] if group["GroupName"] in KINDS}
            found |= {each["PrivateIpAddress"]: kind for kind in kinds}
        return found

    def tried(self, pairs, namespace=None):
        command = [sys.executable, "-c", TRY, *pairs]
        if namespace:
            return json.loads(workloads.run_in(namespace, *command))
        return json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout)

    def test_each_port_of_each_pair_of_workloads(self):
        seen = {}
        for name, (source, own) in self.sources.items():
            for pair, said in self.tried(pairs_of(set(self.kinds) - own), name).items():
                address, port = pair.rsplit(":", 1)
                seen.setdefault((source, self.kinds[address], int(port)), set()).add(said)
        self.assertEqual(OPEN, {pair for pair, said in seen.items() if "open" in said})
        self.assertEqual({}, {pair: said for pair, said in seen.items() if said not in ({"open"}, {"silent"})},
                         "refused, or not the same for all of a kind")

    def public_addresses(self):
        """Address on the host -> kind of whoever has leased it."""
        outputs = self.up.outputs
        names = {outputs["alb_dns_name"]: "edge", outputs["events_ingestion_repository_url"].partition("/")[0]: "registry"}
        names |= {each.rsplit(":", 1)[0]: "broker" for each in outputs["msk_bootstrap_brokers_public_sasl_iam"].split(",")}
        return {info[4][0]: kind for name, kind in names.items()
                for info in socket.getaddrinfo(name, None, socket.AF_INET, socket.SOCK_STREAM)}

    def test_from_the_host_only_public_listeners_answer(self):
        public = {address: kind for address, kind in self.public_addresses().items() if kind != "registry"}
        seen = {}
        for pair, said in self.tried(pairs_of(public)).items():
            address, port = pair.rsplit(":", 1)
            seen.setdefault((public[address], int(port)), set()).add(said)
        self.assertEqual(OPEN_TO_THE_HOST, {pair for pair, said in seen.items() if said == {"open"}})
        self.assertEqual({}, {pair: said for pair, said in seen.items() if said not in ({"open"}, {"silent"})})

    def test_the_region_listens_on_its_public_listeners_alone(self):
        public = self.public_addresses()
        [block] = {address.rpartition(".")[0] for address in public}
        self.assertTrue(block.startswith("127.77."), public)
        listed = subprocess.run(["ss", "-Hltn", f"src {block}.0/24"], capture_output=True, text=True, check=True).stdout
        listening = [line.split()[3].rsplit(":", 1) for line in listed.splitlines()]
        self.assertEqual(OPEN_TO_THE_HOST | {("registry", 443)}, {(public.get(address), int(port)) for address, port in listening})

    def test_the_host_has_no_way_into_the_vpc(self):
        for address in self.kinds:
            [way] = json.loads(subprocess.run(["ip", "-json", "route", "get", address], capture_output=True, text=True,
                                              check=False).stdout or "[{}]")
            self.assertNotIn(self.up.region.id, way.get("dev", ""), address)

    def test_no_workload_reaches_the_host(self):
        with socket.create_server(("0.0.0.0", 0)) as listening:
            port = listening.getsockname()[1]
            links = json.loads(subprocess.run(["ip", "-json", "-4", "address"], capture_output=True, text=True, check=True).stdout)
            own = [each["local"] for link in links for each in link["addr_info"]]
            self.assertIn("open", self.tried(pairs_of(own, [port])).values(), "the host reaches itself")
            for name in self.sources:
                self.assertNotIn("open", self.tried(pairs_of(own, [port]), name).values(), name)

    def test_a_workload_s_router_answers_names_and_the_link_local_endpoints_alone(self):
        for name, (kind, _) in self.sources.items():
            said = self.tried(pairs_of(["169.254.170.2"]), name)
            self.assertEqual({"169.254.170.2:80", "169.254.170.2:4566"}, {pair for pair, word in said.items() if word == "open"}, kind)
            self.assertNotIn("open", self.tried(pairs_of(["169.254.1.1"]), name).values(), kind)
