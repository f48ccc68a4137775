"""Signs one upload of a page, and the reading of its thumbnails, as URLs that need no other permission.

A page asks with the key, size, type and SHA-256 of a file, and with where it expects the thumbnails. The URL for the
upload is good for exactly these bytes under exactly this key, because S3 checks all of it: that is why it is one for
PUT. The form of a POST could only set bounds.

The first folder of a key is a random UUID, which the page makes up. Without the UUID nobody can have the thumbnails
signed, whose keys must contain it. What has been uploaded can be replaced by nobody.
"""

import base64
import re

# boto3 is part of Lambda's Python runtime.
import boto3
from botocore.config import Config

# How long thumbnails can be read. A page that waits longer asks again.
THUMBNAIL_SECONDS = 900
# S3's own limit, in bytes of UTF-8.
KEY_BYTES = 1024
# What recipes add to keys: folders, sizes, the name of a failure's description. Of a longer key there would be no thumbnail.
ADDED_BYTES = 200
# The most outputs that a recipe can have, and the description of a failure.
MOST_RESULTS = 17

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# A browser shows what it is told the type of, so HTML and SVG, which have scripts, are none. What a browser does not know
# has the last one, and is never shown.
MEDIA_TYPE = r"image/(?!svg)[a-z0-9][a-z0-9.+-]*|application/octet-stream"


class Refusal(Exception):
    """A request that is refused, and why. `kind` is for programs, the message for people."""

    def __init__(self, kind, message, status=400):
        super().__init__(message)
        self.kind = kind
        self.status = status

    def answer(self):
        """The refusal as the page reads it."""
        return {"error": {"kind": self.kind, "message": str(self)}}


class Signer:
    """Signs for one pair of buckets."""

    def __init__(self, settings, s3):
        self.settings = settings
        self.s3 = s3

    def sign(self, request):
        """The URLs for one upload: `{"upload": {"url", "headers"}, "results": [{"bucket", "key", "url"}]}`."""
        request = fields(request, {"key": str, "size": int, "type": str, "sha256": str, "results": list})
        uuid = self._check_key(request["key"])
        self._check_size(request["size"])
        if not re.fullmatch(MEDIA_TYPE, request["type"]):
            raise Refusal(
                "type",
                f'the media type is "{request["type"]}"; expected that of an image, such as image/jpeg, and not SVG; or '
                "application/octet-stream",
            )
        if not re.fullmatch("[0-9a-f]{64}", request["sha256"]):
            raise Refusal("sha256", "the SHA-256 must be 64 hexadecimal digits in lower case")
        if len(request["results"]) > MOST_RESULTS:
            raise Refusal("results", f"{len(request['results'])} results are asked for; at most {MOST_RESULTS} can be")
        results = [self._result(uuid, result) for result in request["results"]]
        return {"upload": self._upload(request), "results": results}

    def _check_key(self, key):
        """Refuses a key that uploads must not have. Returns its UUID."""
        prefix = self.settings.prefix
        check_key("the key", key, KEY_BYTES - ADDED_BYTES)
        found = re.match(re.escape(prefix) + f"({UUID})/.", key)
        if not found:
            raise Refusal("key", f'the key is "{key}"; expected "{prefix}<a random UUID in lower case>/<name>"')
        return found[1]

    def _check_size(self, size):
        most = self.settings.max_bytes
        # S3 signs a size of zero as if there were none.
        if not 1 <= size <= most:
            raise Refusal("size", f"the file has {size} bytes; uploads have 1 to {most}", 413)

    def _upload(self, request):
        """PUT. Everything that is signed, S3 compares with what comes."""
        digest = base64.b64encode(bytes.fromhex(request["sha256"])).decode()
        url = self.s3.generate_presigned_url(
            "put_object",
            Params={
                "Bucket": self.settings.bucket,
                "Key": request["key"],
                "ContentLength": request["size"],
                "ContentType": request["type"],
                "ChecksumSHA256": digest,
                # Only where there is nothing yet.
                "IfNoneMatch": "*",
            },
            ExpiresIn=self.settings.upload_seconds,
        )
        # Content-Length is not among these: browsers set it themselves.
        headers = {"content-type": request["type"], "if-none-match": "*", "x-amz-checksum-sha256": digest}
        return {"url": url, "headers": headers}

    def _result(self, uuid, result):
        """GET of one object that the function will write."""
        result = fields(result, {"bucket": str, "key": str}, "a result")
        bucket, key = result["bucket"], result["key"]
        if bucket != self.settings.destination:
            raise Refusal("bucket", f'a result is in the bucket "{bucket}"; expected "{self.settings.destination}"')
        check_key("a result's key", key)
        if uuid not in key:
            raise Refusal(
                "result",
                f'the result\'s key is "{key}"; expected one with the upload\'s folder {uuid}: in the recipe, the key '
                "needs {key} or {dir}",
            )
        url = self.s3.generate_presigned_url(
            "get_object", Params={"Bucket": bucket, "Key": key}, ExpiresIn=THUMBNAIL_SECONDS
        )
        return {"bucket": bucket, "key": key, "url": url}


def fields(value, types, name="the request"):
    """The value, which must be an object with exactly these fields."""
    if not isinstance(value, dict):
        raise Refusal("request", f"{name} must be a JSON object")
    if unknown := value.keys() - types.keys():
        raise Refusal("request", f"{name} has {', '.join(sorted(unknown))}; expected only {', '.join(types)}")
    for field, kind in types.items():
        # True is a number in Python.
        if not isinstance(value.get(field), kind) or isinstance(value.get(field), bool):
            words = {str: "a text", int: "a whole number", list: "a list"}[kind]
            raise Refusal("request", f"{name} needs {field}, {words}")
    return value


def check_key(name, key, most=KEY_BYTES):
    """Refuses a key that S3 does not take, or that does not survive being part of a URL."""
    try:
        size = len(key.encode())
    except UnicodeEncodeError:
        raise Refusal("key", f"{name} is no Unicode text: it has half of a surrogate pair") from None
    if size > most:
        raise Refusal("key", f"{name} has {size} bytes of UTF-8; at most {most} are allowed")
    if found := re.search(r"[\x00-\x1f\x7f-\x9f]", key):
        raise Refusal("key", f"{name} has the control character U+{ord(found[0]):04X}; take it out of the name")
    if any(part in ("", ".", "..") for part in key.split("/")):
        # Browsers take such parts out of a path, and the signature would be for another one.
        raise Refusal("key", f'{name} is "{key}"; no part between slashes may be empty, "." or ".."')


def client(endpoint, region):
    """S3. Signing needs no request; `endpoint` is empty for AWS itself."""
    # The host with the region in it: the one without may answer with a redirect, which no preflight may follow.
    style = "path" if endpoint else "virtual"
    config = Config(
        signature_version="s3v4", s3={"addressing_style": style, "us_east_1_regional_endpoint": "regional"}
    )
    return boto3.Session(region_name=region).client("s3", endpoint_url=endpoint or None, config=config)
