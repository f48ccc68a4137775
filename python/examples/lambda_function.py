"""AWS's thumbnail tutorial with Thumbox: boto3 and thumbox, no Pillow. The handler is `lambda_function.handler`."""

from urllib.parse import unquote_plus

import boto3
import thumbox

s3 = boto3.client("s3")


def handler(event, context):
    for record in event["Records"]:
        bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
        upload = s3.get_object(Bucket=bucket, Key=key)["Body"]
        thumbnail = thumbox.thumbnail(upload, 128)
        media_type = f"image/{thumbnail.format}"
        s3.put_object(Bucket=f"{bucket}-resized", Key=key, Body=thumbnail.data, ContentType=media_type)
    return {"created": len(event["Records"])}
