"""What the signer takes and refuses. What S3 makes of its signatures is in test_signatures.py.

Run by `cargo xtask test`; alone: `../../target/python/bin/python -B -m unittest` in this folder.
"""

import json
import os
import unittest
from unittest import mock
from urllib.parse import parse_qs, unquote, urlsplit

from answers import MOST_BYTES, answer
from settings import Settings, Wrong
from sign import ADDED_BYTES, KEY_BYTES, Refusal, Signer, client

UUID = "0f8fad5b-d9cb-469f-a165-70867728950e"
OTHER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
ORIGIN = "https://photos.example"
VARIABLES = {"THUMBOX_UPLOAD_BUCKET": "images", "THUMBOX_UPLOAD_ORIGIN": ORIGIN}


def settings(**variables):
    return Settings.read(VARIABLES | variables, lambda bucket, key: f"# {bucket} {key}")


def signer(region="eu-west-1", **variables):
    # Signing asks nobody, so any credentials will do.
    credentials = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}
    with mock.patch.dict(os.environ, credentials, clear=True):
        s3 = client("", region)
    return Signer(settings(**variables), s3)


def asked(**changes):
    key = f"{UUID}/summer 1+1 ü.jpg"
    question = {
        "key": key,
        "size": 1000,
        "type": "image/jpeg",
        "sha256": "ab" * 32,
        "results": [{"bucket": "images-resized", "key": key}],
    }
    return question | changes


class Keys(unittest.TestCase):
    def setUp(self):
        self.signer = signer()

    def refused(self, kind, status=400, **changes):
        with self.assertRaises(Refusal) as caught:
            self.signer.sign(asked(**changes))
        self.assertEqual((caught.exception.kind, caught.exception.status), (kind, status))
        return str(caught.exception)

    def test_odd_names_are_signed_as_they_are(self):
        for name in ["a b+c%20.jpg", "Zoë & ?#[1].JPEG", "日本/ä.png", "x" * (KEY_BYTES - ADDED_BYTES - 37)]:
            key = f"{UUID}/{name}"
            signed = self.signer.sign(asked(key=key, results=[]))
            self.assertEqual(unquote(urlsplit(signed["upload"]["url"]).path), f"/{key}")

    def test_a_key_without_a_random_folder_is_refused(self):
        for key in ["a.jpg", f"/{UUID}/a.jpg", UUID, f"{UUID}/", f"{UUID.upper()}/a.jpg", f"x/{UUID}/a.jpg", ""]:
            self.assertIn(key, self.refused("key", key=key))

    def test_a_key_that_s3_or_a_browser_would_change_is_refused(self):
        for name in ["a\nb", "a\x00", "a\x7f", "a\x85", "../a.jpg", "./a", "b//a", "a/..", "\ud800"]:
            self.refused("key", key=f"{UUID}/{name}")

    def test_a_thumbnails_key_may_be_as_long_as_s3_allows(self):
        result = {"bucket": "images-resized", "key": f"{UUID}/{'x' * (KEY_BYTES - 37)}"}
        self.assertTrue(self.signer.sign(asked(results=[result])))

    def test_a_key_is_measured_in_bytes(self):
        message = self.refused("key", key=f"{UUID}/{'ü' * 500}")
        self.assertIn("1037 bytes of UTF-8; at most 824", message)

    def test_the_prefix_is_part_of_the_key(self):
        self.signer = signer(THUMBOX_UPLOAD_PREFIX="avatars/")
        self.refused("key", key=f"{UUID}/a.jpg")
        key = f"avatars/{UUID}/a.jpg"
        self.assertTrue(self.signer.sign(asked(key=key)))

    def test_thumbnails_of_others_are_not_signed(self):
        self.refused("result", results=[{"bucket": "images-resized", "key": f"{OTHER}/a.jpg"}])
        self.refused("bucket", results=[{"bucket": "images", "key": f"{UUID}/a.jpg"}])
        self.refused("key", results=[{"bucket": "images-resized", "key": f"{UUID}/../{OTHER}/a.jpg"}])
        self.refused("results", results=asked()["results"] * 18)

    def test_a_size_has_bounds(self):
        self.refused("size", 413, size=0)
        self.refused("size", 413, size=-1)
        self.assertIn("1 to 268435456", self.refused("size", 413, size=(256 << 20) + 1))
        self.assertTrue(self.signer.sign(asked(size=256 << 20)))

    def test_what_would_be_a_header_is_looked_at(self):
        for kind in ["", "image", "image/jpeg\r\nx-amz-acl: public-read", "Image/JPEG", "image/jpeg; a=b"]:
            self.refused("type", type=kind)
        # What browsers would run.
        for kind in ["text/html", "image/svg+xml", "image/svg", "application/xhtml+xml", "text/javascript"]:
            self.assertIn("expected that of an image", self.refused("type", type=kind))
        for kind in ["image/avif", "image/vnd.microsoft.icon", "application/octet-stream"]:
            self.assertTrue(self.signer.sign(asked(type=kind)))
        for digest in ["", "AB" * 32, "ab" * 31, "zz" * 32]:
            self.refused("sha256", sha256=digest)

    def test_every_field_is_needed_and_no_other_is_known(self):
        for name in asked():
            self.refused("request", **{name: None})
        self.refused("request", size=True)
        self.refused("request", size="1000")
        self.refused("request", acl="public-read")
        self.refused("request", results=["a"])

    def test_the_host_has_the_region(self):
        for region in ["eu-west-1", "us-east-1"]:
            signed = signer(region).sign(asked())
            upload, result = urlsplit(signed["upload"]["url"]), urlsplit(signed["results"][0]["url"])
            self.assertEqual(upload.netloc, f"images.s3.{region}.amazonaws.com")
            self.assertEqual(result.netloc, f"images-resized.s3.{region}.amazonaws.com")

    def test_size_type_digest_and_condition_are_signed(self):
        query = parse_qs(urlsplit(self.signer.sign(asked())["upload"]["url"]).query)
        signed = query["X-Amz-SignedHeaders"][0].split(";")
        self.assertEqual(signed, ["content-length", "content-type", "host", "if-none-match", "x-amz-checksum-sha256"])
        self.assertEqual(query["X-Amz-Expires"], ["300"])


class Answers(unittest.TestCase):
    def setUp(self):
        self.signer = signer()

    def asks(self, method="POST", path="/sign", origin=ORIGIN, body=None):
        body = json.dumps(asked()).encode() if body is None else body
        status, value = answer(self.signer, method, path, origin, body)
        return status, value.get("error", {}).get("kind")

    def test_a_page_of_the_origin_gets_its_urls(self):
        self.assertEqual(self.asks(), (200, None))

    def test_others_do_not(self):
        for origin in [None, "null", "https://photos.example.evil", ORIGIN + "/", "http://photos.example"]:
            self.assertEqual(self.asks(origin=origin), (403, "origin"))

    def test_what_is_no_question_is_refused(self):
        self.assertEqual(self.asks(path="/"), (404, "path"))
        self.assertEqual(self.asks(path="/sign/"), (404, "path"))
        self.assertEqual(self.asks(method="GET"), (405, "method"))
        self.assertEqual(self.asks(method="POST", path="/config"), (405, "method"))
        for body in [b"", b"{", b"\xff", b"[" * MOST_BYTES]:
            self.assertEqual(self.asks(body=body), (400, "request"), body[:9])
        self.assertEqual(self.asks(body=b" " * (MOST_BYTES + 1)), (413, "request"))

    def test_the_page_is_told_where_uploads_go(self):
        status, shown = answer(self.signer, "GET", "/config", None, b"")
        self.assertEqual(status, 200)
        self.assertEqual(
            shown,
            {
                "bucket": "images",
                "destination": "images-resized",
                "prefix": "",
                "maxBytes": 268435456,
                "recipe": "{}",
            },
        )


class Variables(unittest.TestCase):
    def test_the_recipe_is_that_of_the_function(self):
        for variables, recipe in [
            ({}, "{}"),
            ({"THUMBOX_WIDTH": "400", "THUMBOX_FORMAT": "webp"}, '{"output": {"width": 400, "format": "webp"}}'),
            ({"THUMBOX_RECIPE": " output.width = 400 "}, "output.width = 400"),
            ({"THUMBOX_RECIPE": '{"output": {}}'}, '{"output": {}}'),
            ({"THUMBOX_RECIPE": "s3://code/a=b/thumbs.toml"}, "# code a=b/thumbs.toml"),
            ({"THUMBOX_RECIPE": "thumbs.toml"}, None),
        ]:
            self.assertEqual(settings(**variables).recipe, recipe)

    def test_a_wrong_variable_is_named(self):
        for name, value in [
            ("THUMBOX_UPLOAD_BUCKET", ""),
            ("THUMBOX_UPLOAD_ORIGIN", ""),
            ("THUMBOX_UPLOAD_PREFIX", "uploads"),
            ("THUMBOX_UPLOAD_PREFIX", "/"),
            ("THUMBOX_UPLOAD_MAX_BYTES", "0"),
            ("THUMBOX_UPLOAD_MAX_BYTES", "6e9"),
            ("THUMBOX_UPLOAD_MAX_BYTES", "5368709121"),
            ("THUMBOX_UPLOAD_SECONDS", "-1"),
        ]:
            with self.assertRaisesRegex(Wrong, name):
                settings(**{name: value})

    def test_buckets_may_have_names_of_their_own(self):
        self.assertEqual(settings(THUMBOX_DEST_BUCKET="small-{bucket}").destination, "small-images")
