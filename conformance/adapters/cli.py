"""The runner of the command line: cli.py THUMBOX

For each vector it runs `thumbox resize --json` in a temporary folder. Lengths and digests are those of the files that
were written.
"""

import base64
import json
import sys
import tempfile
from pathlib import Path

from thumbox import Program, refusal
from protocol import HostFailed, described, serve, sha256
from recipe_with_keys import with_keys


def main():
    """Runs until the input ends."""
    # Each run has a folder of its own as its working directory.
    program = Program(str(Path(sys.argv[1]).resolve()))
    serve(f"{program.version} resize", program.component, [], lambda path, recipe: answer(program, path, recipe))


def answer(program, path, recipe):
    """The outputs, and the kinds of warnings."""
    keyed, count = with_keys(recipe)
    with tempfile.TemporaryDirectory(prefix="thumbox-") as folder:
        Path(folder, "recipe.json").write_text(json.dumps(keyed))
        # The folders that a picture is named with become a part of the names of its results.
        Path(folder, "picture").symlink_to(path)
        options = ["--json", "--no-receipts", "--recipe", "recipe.json", "-o", "results"]
        done = program.run(["resize", *options, "picture"], folder)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        for line in lines:
            if "error" in line:
                raise refusal(line["error"]["kind"], line["error"]["message"])
        if done.returncode != 0 or len(lines) != count:
            raise HostFailed(f"thumbox ended with {done.returncode} and {len(lines)} results: {done.stderr.strip()}")
        outputs = [output(Path(folder), line) for line in lines]
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
