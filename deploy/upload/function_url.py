"""The signer as a Lambda function with a URL of its own; deploy/template.yaml has both where `UploadOrigin` is set."""

import base64
import json
import os

from answers import answer
from settings import Settings
from sign import Signer, client

S3 = client(os.environ.get("AWS_ENDPOINT_URL"), os.environ["AWS_REGION"])


def read_object(bucket, key):
    """A recipe on S3."""
    return S3.get_object(Bucket=bucket, Key=key)["Body"].read().decode()


# Read once: a wrong variable ends the start, and the log says which.
SIGNER = Signer(Settings.read(os.environ, read_object), S3)


def handler(event, _context):
    """Answers one request, in version 2.0 of the payload. The URL's own configuration adds the headers for CORS."""
    body = event.get("body") or ""
    body = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    request = event["requestContext"]["http"]
    status, value = answer(SIGNER, request["method"], event["rawPath"], event["headers"].get("origin"), body)
    headers = {"content-type": "application/json", "cache-control": "no-store", "x-content-type-options": "nosniff"}
    return {"statusCode": status, "headers": headers, "body": json.dumps(value)}
