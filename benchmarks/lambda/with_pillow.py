"""The thumbnail function of AWS's tutorial, in Python: boto3 and Pillow under awslambdaric.

It keeps files in memory, where the tutorial writes them to /tmp: that is faster.

usage: python -m awslambdaric with_pillow.handler
       with_pillow.py --version
"""

import io
import os
import sys
from urllib.parse import unquote_plus

import boto3
from PIL import Image

s3 = boto3.client("s3")
# As a box, which thumbnails fit into.
box = (int(os.environ.get("WIDTH", 128)), int(os.environ.get("HEIGHT", 128)))


def handler(event, context):
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        key = unquote_plus(record["s3"]["object"]["key"])
        upload = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        s3.put_object(Bucket=f"{bucket}-resized", Key=key, Body=thumbnail(upload), ContentType="image/jpeg")
    return {"created": len(event["Records"])}


def thumbnail(upload):
    made = io.BytesIO()
    with Image.open(io.BytesIO(upload)) as image:
        image.thumbnail(box)
        image.save(made, "JPEG", quality=80)
    return made.getvalue()


if __name__ == "__main__" and sys.argv[1:] == ["--version"]:
    import platform
    from importlib.metadata import version

    packages = ", ".join(f"{name} {version(name)}" for name in ("awslambdaric", "boto3", "Pillow"))
    print(f"Python {platform.python_version()} with {packages}")
