# SPDX-License-Identifier: Apache-2.0
"""What the endpoint refuses, in the words that AWS has for it in each protocol."""
from staged import Staged

# One of each protocol: query, ec2, JSON, REST-JSON.
CALLS = {"sts": "get_caller_identity", "ec2": "describe_vpcs", "ecs": "list_clusters", "kafka": "list_clusters"}
AN_HOUR_S = 3600


class Endpoint(Staged):
    def refused(self, service, **options):
        """Code, message and HTTP status of a call that must not be answered."""
        said = self.up.aws(service, CALLS[service], **options)
        self.assertIn("error", said, f"{service} answered")
        return said["error"], said["message"], said["status"]

    def test_an_unsigned_call_is_refused(self):
        status, body = self.up.curl(self.up.environment["AWS_ENDPOINT_URL"], "--data",
                                    "Action=GetCallerIdentity&Version=2011-06-15")
        self.assertEqual(403, status, body)
        self.assertIn("<Code>MissingAuthenticationToken</Code>", body)
        status, body = self.up.curl(self.up.environment["AWS_ENDPOINT_URL"], "--data", "{}", "--header",
                                    "X-Amz-Target: AmazonEC2ContainerServiceV20141113.ListClusters", "--header",
                                    "Content-Type: application/x-amz-json-1.1")
        self.assertEqual(400, status, body)
        self.assertIn("MissingAuthenticationTokenException", body)

    def test_a_wrong_secret_is_refused(self):
        wrong = (self.up.environment["AWS_ACCESS_KEY_ID"], "wrong" * 8)
        for service, expected in (("sts", ("SignatureDoesNotMatch", 403)), ("ec2", ("AuthFailure", 401)),
                                  ("ecs", ("InvalidSignatureException", 400)), ("kafka", ("InvalidSignatureException", 403))):
            code, _, status = self.refused(service, identity=wrong)
            self.assertEqual(expected, (code, status), service)

    def test_a_key_that_nobody_has_is_refused(self):
        nobody = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
        for service, expected in (("sts", "InvalidClientTokenId"), ("ec2", "AuthFailure"),
                                  ("ecs", "UnrecognizedClientException"), ("kafka", "UnrecognizedClientException")):
            self.assertEqual(expected, self.refused(service, identity=nobody)[0], service)

    def test_a_clock_that_is_an_hour_wrong_is_refused(self):
        for offset_s, words in ((-AN_HOUR_S, "Signature expired: .* is now earlier than .* - 15 min"),
                                (AN_HOUR_S, "Signature not yet current: .* is still later than")):
            for service, code in (("sts", "SignatureDoesNotMatch"), ("ecs", "InvalidSignatureException")):
                said = self.refused(service, clock_offset_s=offset_s)
                self.assertEqual(code, said[0], service)
                self.assertRegex(said[1], words)
            self.assertEqual("AuthFailure", self.refused("ec2", clock_offset_s=offset_s)[0])

    def test_what_no_policy_allows_is_denied(self):
        stranger = self.up.user("stranger")
        self.assertNotIn("error", self.up.aws("sts", "get_caller_identity", identity=stranger))
        for service, code, action in (("ec2", "UnauthorizedOperation", "ec2:DescribeVpcs"),
                                      ("ecs", "AccessDeniedException", "ecs:ListClusters"),
                                      ("kafka", "AccessDeniedException", "kafka:ListClusters")):
            said = self.refused(service, identity=stranger)
            self.assertEqual(code, said[0], service)
            self.assertRegex(said[1], f"user/stranger is not authorized to perform: {action}")

    def test_a_session_s_key_is_nothing_without_its_own_token(self):
        user = self.up.user("with-a-session", (["ecs:ListClusters"], "*"))
        session = self.up.aws("sts", "get_session_token", identity=user)["Credentials"]
        session = session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"]
        self.assertNotIn("error", self.up.aws("ecs", "list_clusters", identity=session))
        for service, code in (("ecs", "UnrecognizedClientException"), ("sts", "InvalidClientTokenId")):
            self.assertEqual(code, self.refused(service, identity=session[:2])[0], "without it")
        self.assertEqual("UnrecognizedClientException", self.refused("ecs", identity=(*session[:2], "x" + session[2]))[0], "another")

    def test_a_session_that_has_expired_is_refused(self):
        role = self.made("iam", "get_role", RoleName="poc-atlas-dev-events-ingestion-task")["Role"]["Arn"]
        self.made("sts", "get_caller_identity", identity=self.session(role, 600))
        for service, expected in (("sts", ("ExpiredToken", 403)), ("ec2", ("RequestExpired", 400)),
                                  ("ecs", ("ExpiredTokenException", 400)), ("kafka", ("ExpiredTokenException", 403))):
            code, _, status = self.refused(service, identity=self.session(role, -1))
            self.assertEqual(expected, (code, status), service)
