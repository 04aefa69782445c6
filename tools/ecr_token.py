# SPDX-License-Identifier: Apache-2.0
"""ecr:GetAuthorizationToken by the standard library: what `aws ecr get-login-password` does."""
import base64
import datetime
import hashlib
import hmac
import json
import os
import shutil
import subprocess
import urllib.error
import urllib.request
from urllib.parse import urlsplit

TARGET = "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"


class TokenError(Exception):
    """Why there is no token."""


def credentials():
    """(access key, secret, session token or ""), from the environment, else as the aws CLI finds them (profiles, SSO)."""
    if os.environ.get("AWS_ACCESS_KEY_ID"):
        return (os.environ["AWS_ACCESS_KEY_ID"], os.environ.get("AWS_SECRET_ACCESS_KEY", ""), os.environ.get("AWS_SESSION_TOKEN", ""))
    if not shutil.which("aws"):
        raise TokenError("no AWS credentials: set AWS_ACCESS_KEY_ID (`eval \"$(./atlas env)\"`), or have the aws CLI on PATH")
    done = subprocess.run(["aws", "configure", "export-credentials"], text=True, capture_output=True, check=False)
    if done.returncode:
        raise TokenError(f"no AWS credentials: {done.stderr.strip()}")
    found = json.loads(done.stdout)
    return found["AccessKeyId"], found["SecretAccessKey"], found.get("SessionToken", "")


def sign(headers, body, region, access_key, secret):
    """The Authorization header of Signature Version 4 for a POST to / with these headers (lower-case names)."""
    date = headers["x-amz-date"]
    scope = f"{date[:8]}/{region}/ecr/aws4_request"
    names = ";".join(sorted(headers))
    canonical = "\n".join(["POST", "/", "", *(f"{name}:{headers[name]}" for name in sorted(headers)), "", names,
                           hashlib.sha256(body).hexdigest()])
    to_sign = "\n".join(["AWS4-HMAC-SHA256", date, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = b"AWS4" + secret.encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    return f"AWS4-HMAC-SHA256 Credential={access_key}/{scope}, SignedHeaders={names}, Signature={signature}"


def read_token(region):
    """The user name and password of the account's registry."""
    access_key, secret, session = credentials()
    endpoint = os.environ.get("AWS_ENDPOINT_URL_ECR") or os.environ.get("AWS_ENDPOINT_URL") or f"https://api.ecr.{region}.amazonaws.com"
    body = b"{}"
    headers = {
        "content-type": "application/x-amz-json-1.1",
        "host": urlsplit(endpoint).netloc,
        "x-amz-date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ"),
        "x-amz-target": TARGET,
    }
    if session:
        headers["x-amz-security-token"] = session
    headers["authorization"] = sign(headers, body, region, access_key, secret)
    request = urllib.request.Request(endpoint.rstrip("/") + "/", data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            found = json.load(answer)
    except urllib.error.HTTPError as error:
        raise TokenError(f"GetAuthorizationToken at {endpoint}: {error.code} {error.read(2000).decode(errors='replace')}") from None
    except OSError as error:
        raise TokenError(f"GetAuthorizationToken at {endpoint}: {error}") from None
    token = base64.b64decode(found["authorizationData"][0]["authorizationToken"]).decode()
    user, _, password = token.partition(":")
    return user, password
