"""The runner of the Lambda function's handler: invoke.py THUMBOX

For each vector it runs `thumbox invoke` with an S3 event, and with folders as buckets. What the handler tells of a result
is a line of its log; lengths and digests are those of the files that were written. The line has frames, quality and
ThumbHash only where there is a single result.
"""

import base64
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

from protocol import HostFailed, described, serve, sha256
from recipe_with_keys import with_keys
from thumbox import Program, refusal

OMITS = ["frames", "quality", "thumbhash"]
BUCKET = "images"
KEY = "picture"
# What the handler calls what it refuses before the component sees it.
OWN_KINDS = {"source-too-large": "too-large"}
# One result in the log: `images-resized/picture/0 32 x 21 jpeg, 688 bytes`.
RESULT = re.compile(r"[^/]+/(?P<key>\S+) (?P<width>\d+) x (?P<height>\d+) (?P<format>\w+), (?P<bytes>\d+) bytes")
# The kind of each warning comes before its sentence.
WARNING = re.compile(r"(?:^|; )(damage|picture-lost|color-profile|metadata): ")


def main():
    """Runs until the input ends."""
    # Each run has a folder of its own as its working directory.
    program = Program(str(Path(sys.argv[1]).resolve()))
    serve(f"{program.version} invoke", program.component, OMITS, lambda path, recipe: answer(program, path, recipe))


def answer(program, path, recipe):
    """The outputs, and the kinds of warnings."""
    keyed, count = with_keys(recipe)
    with tempfile.TemporaryDirectory(prefix="thumbox-") as name:
        folder = Path(name)
        (folder / "recipe.json").write_text(json.dumps(keyed))
        (folder / "event.json").write_text(json.dumps(event(path.stat().st_size)))
        source = folder / "source"
        source.mkdir()
        # A link that leads out of a bucket is refused.
        shutil.copyfile(path, source / KEY)
        options = ["--json", "--source-dir", "source", "--dest-dir", "results", "--recipe", "recipe.json"]
        done = program.run(["invoke", "event.json", *options], folder)
        fields = record(done.stderr)
        if "kind" in fields:
            raise refusal(OWN_KINDS.get(fields["kind"], fields["kind"]), fields["error"])
        if done.returncode != 0 or fields["decision"] != "created":
            raise HostFailed(f"thumbox ended with {done.returncode}: {done.stderr.strip()}")
        results = RESULT.findall(fields["results"])
        if [key for key, *_ in results] != [f"{KEY}/{index}" for index in range(count)]:
            raise HostFailed(f"expected {count} results in their order; the log has {fields['results']}")
        outputs = [output(folder / "results", result, fields, program) for result in results]
    return outputs, WARNING.findall(fields.get("warnings", ""))


def event(size):
    """What S3 tells of an upload, as far as the handler needs it."""
    thing = {"key": KEY, "size": size, "sequencer": "0055AED6DCD90281E5"}
    s3 = {"bucket": {"name": BUCKET}, "object": thing}
    return {
        "Records": [{"eventVersion": "2.6", "eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": s3}]
    }


def record(log):
    """The fields of the only line about an upload."""
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    records = [line["fields"] for line in lines if "decision" in line.get("fields", {})]
    if len(records) != 1:
        raise HostFailed(f"expected one record in the log, which is: {log.strip()}")
    return records[0]


def output(bucket, result, fields, program):
    """What the log says about a result. What can be compared with the file and its receipt must be true of them."""
    key, width, height, written_format, length = result
    data = (bucket / key).read_bytes()
    note = json.loads((bucket / ".thumbox" / f"{sha256(key.encode())}.json").read_text())
    if (int(length), note["etag"]) != (len(data), f"sha256-{sha256(data)}"):
        raise HostFailed(f"the log says {length} bytes, the note {note['etag']}; the file has others")
    if note["metadata"]["thumbox-component"] != program.component:
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
