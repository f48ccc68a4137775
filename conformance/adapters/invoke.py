"""The runner of the Lambda function's handler: invoke.py THUMBOX

It runs `thumbox invoke` with folders as buckets and an S3 event with a record for each vector with one recipe. What the
handler tells of a result is a line of its log; lengths and digests are those of the files that were written. The line has
frames, quality and ThumbHash only where there is a single result.
"""

import base64
import json
import re
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path

from batches import serve
from protocol import HostFailed, described, sha256
from recipe_with_keys import with_keys
from program import Program, refusal

OMITS = ["frames", "quality", "thumbhash"]
BUCKET = "images"
# What the handler calls what it refuses before the component sees it.
OWN_KINDS = {"source-too-large": "too-large"}
# One result in the log: `images-resized/{key}/0 32 x 21 jpeg, 688 bytes`, once the upload's key is in its place.
RESULT = re.compile(r"[^/]+/(?P<key>\S+) (?P<width>\d+) x (?P<height>\d+) (?P<format>\w+), (?P<bytes>\d+) bytes")
# The kind of each warning comes before its sentence.
WARNING = re.compile(r"(?:^|; )(damage|picture-lost|color-profile|metadata|smaller-than-box): ")


def main():
    """Runs until the input ends."""
    # Each run has a folder of its own as its working directory.
    program = Program(str(Path(sys.argv[1]).resolve()))
    serve(f"{program.version} invoke", program.component, program.codecs, OMITS, partial(answer, program))


def answer(program, paths, recipe):
    """For each picture its outputs and the kinds of warnings, or an exception."""
    keyed, count = with_keys(recipe)
    with tempfile.TemporaryDirectory(prefix="thumbox-") as name:
        folder = Path(name)
        keys = [f"{number}" for number in range(len(paths))]
        (folder / "recipe.json").write_text(json.dumps(keyed))
        (folder / "event.json").write_text(json.dumps({"Records": [event_record(key) for key in keys]}))
        source = folder / "source"
        source.mkdir()
        for key, path in zip(keys, paths, strict=True):
            # A link that leads out of a bucket is refused.
            shutil.copyfile(path, source / key)
        options = ["--json", "--source-dir", "source", "--dest-dir", "results", "--recipe", "recipe.json"]
        done = program.run(["invoke", "event.json", *options], folder)
        records = records_by_key(done.stderr)
        if sorted(records) != sorted(keys):
            raise HostFailed(f"thumbox ended with {done.returncode}: {done.stderr.strip()}")
        return [result(folder / "results", records[key], count, program.component) for key in keys]


def event_record(key):
    """What S3 tells of an upload, as far as the handler needs it."""
    s3 = {"bucket": {"name": BUCKET}, "object": {"key": key, "sequencer": "0055AED6DCD90281E5"}}
    return {"eventVersion": "2.6", "eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": s3}


def records_by_key(log):
    """For each upload the fields of its line."""
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    records = [line["fields"] for line in lines if "decision" in line.get("fields", {})]
    by_key = {fields["key"]: fields for fields in records}
    if len(by_key) != len(records):
        raise HostFailed(f"an upload has several lines in the log, which is: {log.strip()}")
    return by_key


def result(bucket, fields, count, component):
    """What became of a picture, of which these are the fields in the log."""
    if "kind" in fields:
        return refusal(OWN_KINDS.get(fields["kind"], fields["kind"]), fields["error"])
    if fields["decision"] != "created":
        return HostFailed(f"the log says: {fields}")
    results = RESULT.findall(fields["results"].replace("{key}", fields["key"]))
    if [key for key, *_ in results] != [f"{fields['key']}/{index}" for index in range(count)]:
        return HostFailed(f"expected {count} results in their order; the log has {fields['results']}")
    outputs = [output(bucket, one, fields, component) for one in results]
    return outputs, WARNING.findall(fields.get("warnings", ""))


def output(bucket, one, fields, component):
    """What the log says about a result. What can be compared with the file and its receipt must be true of them."""
    key, width, height, written_format, length = one
    data = (bucket / key).read_bytes()
    note = json.loads((bucket / ".thumbox" / f"{sha256(key.encode())}.json").read_text())
    if (int(length), note["etag"]) != (len(data), f"sha256-{sha256(data)}"):
        raise HostFailed(f"the log says {length} bytes, the note {note['etag']}; the file has others")
    if note["metadata"]["thumbox-component"] != component:
        raise HostFailed(f"the receipt names another component than --version: {note['metadata']}")
    thumbhash = fields.get("thumbhash")
    return described(
        data,
        format=written_format,
        width=int(width),
        height=int(height),
        frames=fields.get("frames"),
        quality=fields.get("quality"),
        thumbhash=None if thumbhash is None else base64.b64decode(thumbhash).hex(),
    )


if __name__ == "__main__":
    main()
