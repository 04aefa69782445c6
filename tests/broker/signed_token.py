# SPDX-License-Identifier: Apache-2.0
"""OAUTHBEARER tokens by the public MSK IAM signer, with credentials that are given and not looked for."""
from aws_msk_iam_sasl_signer import MSKAuthTokenProvider
from botocore.credentials import CredentialProvider, Credentials
from broker import REGION


class Given(CredentialProvider):
    def __init__(self, credentials):
        super().__init__()
        self.credentials = credentials

    def load(self):
        return Credentials(*self.credentials)


def signed_token(credentials):
    """A token for (access key id, secret[, session token]), and when it expires in milliseconds."""
    return MSKAuthTokenProvider.generate_auth_token_from_credentials_provider(REGION, Given(credentials))
