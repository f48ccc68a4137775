"""The runner of the command line: cli.py THUMBOX

It runs `thumbox resize --json` in a temporary folder, for all vectors with one recipe. Lengths and digests are those of the
files that were written.
"""

import base64
import json
import sys
import tempfile
from functools import partial
from pathlib import Path

from batches import serve
from protocol import HostFailed, described, sha256
from recipe_with_keys import with_keys
from program import Program, refusal


def main():
    """Runs until the input ends."""
    # Each run has a folder of its own as its working directory.
    program = Program(str(Path(sys.argv[1]).resolve()))
    serve(f"{program.version} resize", program.component, program.codecs, [], partial(answer, program))


def answer(program, paths, recipe):
    """For each picture its outputs and the kinds of warnings, or an exception."""
    keyed, count = with_keys(recipe)
    with tempfile.TemporaryDirectory(prefix="thumbox-") as name:
        folder = Path(name)
        (folder / "recipe.json").write_text(json.dumps(keyed))
        names = [f"{number}" for number in range(len(paths))]
        for link, path in zip(names, paths, strict=True):
            # The folders that a picture is named with become a part of the names of its results.
            (folder / link).symlink_to(path)
        options = ["--json", "--no-receipts", "--recipe", "recipe.json", "-o", "results"]
        done = program.run(["resize", *options, *names], folder)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        if done.returncode != (1 if any("error" in line for line in lines) else 0):
            raise HostFailed(f"thumbox ended with {done.returncode}: {done.stderr.strip()}")
        return [result(folder, [line for line in lines if line["input"] == name], count) for name in names]


def result(folder, lines, count):
    """What became of a picture, of which these are the program's lines."""
    for line in lines:
        if "error" in line:
            return refusal(line["error"]["kind"], line["error"]["message"])
    if len(lines) != count:
        return HostFailed(f"thumbox tells of {len(lines)} results; expected {count}")
    outputs = [output(folder, line) for line in lines]
    return outputs, [warning["kind"] for warning in lines[0]["warnings"]]


def output(folder, line):
    """What the program says about a result. What can be compared with the file must be true of it."""
    data = (folder / line["output"]).read_bytes()
    if (line["bytes"], line["sha256"]) != (len(data), sha256(data)):
        raise HostFailed(f"thumbox says {line['bytes']} bytes with {line['sha256']}, which are not those of the file")
    thumbhash = line["thumbhash"]
    return described(
        data,
        format=line["format"],
        width=line["width"],
        height=line["height"],
        frames=line["frames"],
        quality=line["quality"],
        thumbhash=None if thumbhash is None else base64.b64decode(thumbhash).hex(),
    )


if __name__ == "__main__":
    main()
