"""Completion reports of S3 Batch Operations: the tasks that failed.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html
"""

import csv
import io
import json
import urllib.parse

from events import Failed, created, short

FORMAT = "Report_CSV_20180820"
# Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage.
COLUMNS = 7


class NotAReport(Exception):
    """A file that is no report; its text says what was found."""


def failed_tasks(place, read, plain_keys=False):
    """The tasks that failed, of a report's manifest.json or of one of its CSV files.

    `read(place)` returns the text of a file, or of an object that is named as s3://bucket/key. Keys are URL-encoded, as in
    the lists that jobs work through, unless `plain_keys`.
    """
    text = read(place)
    if not place.endswith(".json"):
        yield from of_csv(place, text, plain_keys)
        return
    for result in of_manifest(place, text):
        yield from of_csv(result, read(result), plain_keys)


def of_manifest(place, text):
    """The CSV files that a manifest names."""
    try:
        manifest = json.loads(text)
        if manifest["Format"] != FORMAT:
            raise NotAReport(f"{place}: Format is {short(manifest['Format'])}; expected {FORMAT}")
        results = manifest["Results"]
        return [
            f"s3://{result['Bucket']}/{result['Key']}"
            for result in results
            if result["TaskExecutionStatus"] != "succeeded"
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise NotAReport(f"{place} is no manifest of a completion report: {error!r}") from None


def of_csv(place, text, plain_keys):
    for number, row in enumerate(csv.reader(io.StringIO(text, newline="")), 1):
        if len(row) != COLUMNS:
            raise NotAReport(f"{place}, row {number}: {len(row)} columns; expected {COLUMNS}, of a completion report")
        bucket, key, version, status, code, http_status, message = row
        if status != "succeeded":
            key = key if plain_keys else urllib.parse.unquote_plus(key)
            # AWS's own examples have these two in either order.
            error = " ".join(part for part in [code, http_status, message] if part)
            yield Failed(created(bucket, key, version), error)
