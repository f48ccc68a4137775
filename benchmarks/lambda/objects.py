"""Buckets and objects on the S3 server of `cargo xtask bench --lambda`.

usage: objects.py put BUCKET PREFIX COUNT FILE   FILE as PREFIX-0.jpg and so on, in a new bucket; prints its ETag
       objects.py thumbnail BUCKET KEY           what was made of that one, as a line of JSON
"""

import io
import json
import sys
from pathlib import Path

import boto3
from PIL import Image

s3 = boto3.client("s3")


def put(bucket, prefix, count, file):
    for name in (bucket, f"{bucket}-resized"):
        try:
            s3.create_bucket(Bucket=name)
        except (s3.exceptions.BucketAlreadyOwnedByYou, s3.exceptions.BucketAlreadyExists):
            pass
    data = Path(file).read_bytes()
    for number in range(int(count)):
        answer = s3.put_object(Bucket=bucket, Key=f"{prefix}-{number}.jpg", Body=data)
    print(answer["ETag"].strip('"'))


def thumbnail(bucket, key):
    data = s3.get_object(Bucket=f"{bucket}-resized", Key=key)["Body"].read()
    with Image.open(io.BytesIO(data)) as image:
        print(json.dumps({"format": image.format, "width": image.width, "height": image.height, "bytes": len(data)}))


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in ("put", "thumbnail"):
        sys.exit(__doc__)
    {"put": put, "thumbnail": thumbnail}[sys.argv[1]](*sys.argv[2:])
