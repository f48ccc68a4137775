"""That S3 takes what was signed and nothing else, and what the CORS rules of deploy/template.yaml let pages do, asked
of a server that checks both.

`cargo xtask test` starts one and sets AWS_ENDPOINT_URL and the credentials. Without these the tests are skipped.
"""

import hashlib
import http.client
import json
import os
import sys
import time
import unittest
import uuid
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from samtranslator.yaml_helper import yaml_parse
from settings import Settings
from sign import Signer, client

ENDPOINT = os.environ.get("AWS_ENDPOINT_URL")
ORIGIN = "http://127.0.0.1:1234"
PHOTO = bytes(range(256)) * 40

RESOURCES = yaml_parse((Path(__file__).parent / "../template.yaml").read_text())["Resources"]


def rules(bucket, origin):
    """The template's CORS rules of a bucket, in S3's own words."""
    _, configuration, _ = RESOURCES[bucket]["Properties"]["CorsConfiguration"]["Fn::If"]
    # CloudFormation has other names for two of the fields.
    names = {"ExposedHeaders": "ExposeHeaders", "MaxAge": "MaxAgeSeconds"}
    known = [{names.get(name, name): value for name, value in rule.items()} for rule in configuration["CorsRules"]]
    return {"CORSRules": [rule | {"AllowedOrigins": [origin]} for rule in known]}


def with_buckets(origin, seconds):
    """A signer for two new buckets that have the template's rules."""
    variables = {
        "THUMBOX_UPLOAD_BUCKET": f"images-{uuid.uuid4()}",
        "THUMBOX_UPLOAD_ORIGIN": origin,
        "THUMBOX_UPLOAD_SECONDS": str(seconds),
    }
    settings = Settings.read(variables, None)
    s3 = client(ENDPOINT, "us-east-1")
    for bucket, resource in [(settings.bucket, "Source"), (settings.destination, "Destination")]:
        s3.create_bucket(Bucket=bucket)
        s3.put_bucket_cors(Bucket=bucket, CORSConfiguration=rules(resource, origin))
    return Signer(settings, s3)


def sign(signer, content, name="summer 1+1%20 ü?#&.jpg"):
    """A signed upload, and its key."""
    key = f"{uuid.uuid4()}/{name}"
    question = {
        "key": key,
        "size": len(content),
        "type": "image/jpeg",
        "sha256": hashlib.sha256(content).hexdigest(),
        "results": [{"bucket": signer.settings.destination, "key": key}],
    }
    return key, signer.sign(question)


def send(method, url, headers=None, body=None):
    """Status and headers of the answer to a request that is sent as it is, and the answer itself."""
    parts = urlsplit(url)
    with closing(http.client.HTTPConnection(parts.netloc, timeout=30)) as connection:
        connection.request(method, f"{parts.path}?{parts.query}", body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def lets(answer, origin, method):
    """Whether a browser takes the answer to its preflight for a yes."""
    status, headers, _ = answer
    methods = headers.get("access-control-allow-methods", "").replace(" ", "").split(",")
    # Of simple requests, browsers ask for no permission of the method.
    is_simple = method in ["GET", "HEAD"]
    return status == 200 and headers["access-control-allow-origin"] == origin and (is_simple or method in methods)


@unittest.skipUnless(ENDPOINT, "AWS_ENDPOINT_URL names no S3 server")
class Signatures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.signer = with_buckets(ORIGIN, seconds=2)
        cls.settings, cls.s3 = cls.signer.settings, cls.signer.s3

    def sign(self):
        return sign(self.signer, PHOTO)

    def put(self, upload, body=PHOTO, url=None, **changes):
        headers = {name: changes.get(name, value) for name, value in upload["headers"].items()}
        return send("PUT", url or upload["url"], {name: value for name, value in headers.items() if value}, body)

    def test_the_bytes_arrive_under_their_key(self):
        key, signed = self.sign()
        status, _, body = self.put(signed["upload"])
        self.assertEqual(status, 200, body)
        stored = self.s3.get_object(Bucket=self.settings.bucket, Key=key)
        self.assertEqual((stored["Body"].read(), stored["ContentType"]), (PHOTO, "image/jpeg"))

    def test_nothing_else_is_taken(self):
        key, signed = self.sign()
        upload = signed["upload"]
        other = upload["url"].replace("summer", "winter")
        self.assertNotEqual(other, upload["url"])
        for what, answer in {
            "other bytes": self.put(upload, body=PHOTO[:-1] + b"x"),
            "fewer bytes": self.put(upload, body=PHOTO[:-1]),
            "more bytes": self.put(upload, body=PHOTO + b"x"),
            "another type": self.put(upload, **{"content-type": "text/html"}),
            "another digest": self.put(upload, **{"x-amz-checksum-sha256": "A" * 43 + "="}),
            "no condition": self.put(upload, **{"if-none-match": None}),
            "no digest": self.put(upload, **{"x-amz-checksum-sha256": None}),
            "another key": self.put(upload, url=other),
            "another method": send("DELETE", upload["url"]),
        }.items():
            self.assertIn(answer[0], [400, 403], what)
        answer = self.s3.list_objects_v2(Bucket=self.settings.bucket, Prefix=key.split("/")[0])
        self.assertEqual(answer["KeyCount"], 0)

    def test_an_upload_cannot_be_replaced(self):
        key, signed = self.sign()
        self.assertEqual(self.put(signed["upload"])[0], 200)
        status, _, body = self.put(signed["upload"])
        self.assertEqual(status, 412)
        self.assertIn(b"<Code>PreconditionFailed</Code>", body)

    def test_an_upload_must_begin_in_time(self):
        _, signed = self.sign()
        time.sleep(self.settings.upload_seconds + 1.5)
        status, _, body = self.put(signed["upload"])
        self.assertEqual(status, 403)
        self.assertIn(b"<Code>AccessDenied</Code>", body)
        self.assertIn(b"expired", body.lower())

    def test_a_thumbnail_can_be_read_once_it_is_there(self):
        key, signed = self.sign()
        url = signed["results"][0]["url"]
        self.assertEqual(send("GET", url)[0], 404)
        metadata = {"thumbox-component": "c0"}
        self.s3.put_object(Bucket=self.settings.destination, Key=key, Body=b"small", Metadata=metadata)
        status, headers, body = send("GET", url, {"Origin": ORIGIN})
        self.assertEqual((status, body), (200, b"small"))
        self.assertEqual(headers["access-control-allow-origin"], ORIGIN)
        self.assertIn("x-amz-meta-thumbox-component", headers["access-control-expose-headers"].lower())
        self.assertEqual(headers["x-amz-meta-thumbox-component"], "c0")

    def test_pages_of_the_origin_may_ask_and_others_may_not(self):
        _, signed = self.sign()
        for origin, method, url, allowed in [
            (ORIGIN, "PUT", signed["upload"]["url"], True),
            ("http://127.0.0.1:1235", "PUT", signed["upload"]["url"], False),
            (ORIGIN, "DELETE", signed["upload"]["url"], False),
            (ORIGIN, "GET", signed["results"][0]["url"], True),
            (ORIGIN, "PUT", signed["results"][0]["url"], False),
        ]:
            headers = {
                "Origin": origin,
                "Access-Control-Request-Method": method,
                "Access-Control-Request-Headers": ",".join(signed["upload"]["headers"]) if method == "PUT" else "",
            }
            answer = send("OPTIONS", url, {name: value for name, value in headers.items() if value})
            self.assertEqual(lets(answer, origin, method), allowed, (origin, method))


if __name__ == "__main__":
    # For web-demo/tests/cors.test.mjs: an upload of these bytes from a page of this origin, and a thumbnail to read.
    signer = with_buckets(sys.argv[1], seconds=60)
    key, signed = sign(signer, sys.argv[2].encode())
    signer.s3.put_object(
        Bucket=signer.settings.destination, Key=key, Body=b"small", Metadata={"thumbox-component": "c0", "other": "x"}
    )
    print(json.dumps(signed))
