"""Uploads for the functions, and what they made.

usage: lambda_objects.py put BUCKET KEY FILE       FILE under a key, in a new bucket, beside a bucket for the thumbnail
       lambda_objects.py same BUCKET KEY FILE      the thumbnail is that of thumbox
       lambda_objects.py alike BUCKET KEY FILE     it has the size of that, give or take a pixel
"""

import io
import sys
from pathlib import Path

import boto3
import thumbox

s3 = boto3.client("s3")


def put(bucket, key, file):
    for name in (bucket, f"{bucket}-resized"):
        s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=bucket, Key=key, Body=Path(file).read_bytes())


def same(bucket, key, file):
    made = s3.get_object(Bucket=f"{bucket}-resized", Key=key)
    expected = thumbox.thumbnail(file)
    assert made["ContentType"] == "image/jpeg", made["ContentType"]
    assert made["Body"].read() == expected.data, "other bytes than those of thumbox.thumbnail"


def alike(bucket, key, file):
    made = thumbox.probe(io.BytesIO(s3.get_object(Bucket=f"{bucket}-resized", Key=key)["Body"].read()))
    expected = thumbox.thumbnail(file)
    difference = max(abs(made.width - expected.width), abs(made.height - expected.height))
    assert difference <= 1, f"{made.width} x {made.height}, and that of thumbox {expected.width} x {expected.height}"


if __name__ == "__main__":
    {"put": put, "same": same, "alike": alike}[sys.argv[1]](*sys.argv[2:])
