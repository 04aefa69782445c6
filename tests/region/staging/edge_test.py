# SPDX-License-Identifier: Apache-2.0
"""The public edge, by curl with the region's CA and by openssl."""
import json
import re
import subprocess

from staged import Staged


class Edge(Staged):
    def test_a_host_that_no_rule_names_reaches_the_default_target(self):
        status, body = self.up.curl(f"https://{self.up.host}/ready", "--header", "Host: nobody.example.com")
        self.assertEqual(200, status, body)

    def test_an_unknown_server_name_is_given_the_default_certificate_and_target(self):
        elsewhere = ["--connect-to", f"unknown.example.com:443:{self.up.host}:443", "https://unknown.example.com/ready"]
        status, said = self.up.curl(*elsewhere)
        self.assertEqual(0, status, said)
        self.assertRegex(said, "no alternative certificate subject name matches|does not match target host")
        status, body = self.up.curl("--insecure", *elsewhere)
        self.assertEqual(200, status, body)

    def test_another_authority_than_the_region_s_does_not_vouch_for_it(self):
        done = subprocess.run(["curl", "--silent", "--show-error", "--max-time", "10", f"https://{self.up.host}/ready"],
                              capture_output=True, text=True, check=False)
        self.assertEqual(60, done.returncode, done.stderr)

    def test_plain_http_is_redirected_and_serves_nothing_else(self):
        status, body = self.up.curl(f"http://{self.up.host}/v1/events", "--dump-header", "-")
        self.assertEqual(301, status, body)
        self.assertRegex(body.lower(), rf"location: https://{re.escape(self.up.host)}(:443)?/v1/events")

    def test_http_2_is_spoken(self):
        _, text = self.up.curl(f"https://{self.up.host}/ready", "--http2", "--write-out", "%{http_version}\n%{http_code}",
                               "--output", "/dev/null")
        self.assertEqual("2", text.strip())

    def test_tls_below_1_2_is_refused(self):
        self.assertRegex(self.shake_hands("-tls1_2"), r"subject=.*\n")
        for version in ("-tls1", "-tls1_1"):
            said = self.shake_hands(version)
            self.assertRegex(said, "alert (protocol version|handshake failure)")
            self.assertIn("no peer certificate available", said)

    def shake_hands(self, version):
        done = subprocess.run(["openssl", "s_client", "-connect", f"{self.up.host}:443", "-servername", self.up.host,
                               version, "-cipher", "DEFAULT@SECLEVEL=0"], input="", text=True, capture_output=True,
                              check=False, timeout=20)
        return done.stdout + done.stderr


class Events(Staged):
    def post(self, path, event, *more):
        return self.up.curl(f"https://{self.up.host}{path}", "--header", "Content-Type: application/json", "--data",
                            json.dumps(event), *more)

    def test_without_a_write_key_or_with_a_wrong_one_an_event_is_refused(self):
        for credentials in ([], ["--user", "wrong:"]):
            status, body = self.post("/v1/events", {"type": "track", "event": "x", "userId": "u"}, *credentials)
            self.assertEqual(401, status, body)

    def test_a_bad_event_is_named_and_the_good_one_beside_it_is_kept(self):
        key = self.up.region.atlas("env", "--write-key").strip()
        batch = [{"type": "track", "event": "good", "userId": "u", "messageId": "beside-a-bad-one"}, {"type": "nonsense"}]
        status, body = self.post("/v1/batch", batch, "--user", f"{key}:")
        self.assertEqual(207, status, body)
        self.assertRegex(body, "(?i)type")
        self.assertEqual("u", self.up.read_back("beside-a-bad-one")["key"])
