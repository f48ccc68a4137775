"""Sends every bomb through the command line, and through the handler of Lambda with folders as buckets.

usage: programs.py THUMBOX BOMBS WORK RESULTS [NAME...]: the program, the folder that draw.py has filled, a folder for what is
made, and the file for a JSON line for each bomb and host. Of the bombs all are sent, or those named.

Each bomb has a process of its own, which then makes the thumbnails of two good pictures. These must be what a process makes
that has seen no bomb.
"""

import hashlib
import json
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import measure

# Far above the component's own deadline, which is half a minute.
LIMIT_SECONDS = 120
PROBED = "probe"
COMMAND_LINE = "command line"
HANDLER = "Lambda handler"


def main(thumbox, bombs, work, results, names):
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    listed = json.loads((bombs / "bombs.json").read_text(encoding="utf-8"))["bombs"]
    chosen = [bomb for bomb in listed if not names or bomb["name"] in names]
    hosts = [CommandLine(COMMAND_LINE, thumbox, bombs, work), Handler(HANDLER, thumbox, bombs, work)]
    for bomb in chosen:
        for host in hosts:
            host.learn(bomb["recipe"])
    processors = sorted(os.sched_getaffinity(0))
    free = list(processors)

    def one(bomb):
        processor = free.pop()
        try:
            info = probe(thumbox, bomb, processor)
            return [info, *(host.send(bomb, processor) for host in hosts)]
        finally:
            free.append(processor)

    with ThreadPoolExecutor(len(processors)) as pool, open(results, "w", encoding="utf-8") as file:
        for rows in pool.map(one, chosen):
            for row in rows:
                file.write(json.dumps(row) + "\n")
                file.flush()


def probe(thumbox, bomb, processor):
    """What the head of the file says, and what that costs."""
    run = measure.run([thumbox, "probe", "--json", bomb["path"]], LIMIT_SECONDS, processor)
    answer = json.loads(run.out or "{}")
    error = answer.get("error", {})
    return row(PROBED, bomb, run) | {
        "outcome": error.get("kind", "head" if answer else f"it ended with {run.code}"),
        "message": error.get("message", run.err if not answer else ""),
        "working_memory": answer.get("working_memory"),
    }


def row(host, bomb, run):
    times = {"seconds": run.seconds, "processor": run.processor}
    return {"host": host, "name": bomb["name"], "bytes": bomb["bytes"], **times, "peak": run.peak}


class Host:
    """A host, and what it makes of the good pictures by each recipe where there is no bomb."""

    def __init__(self, name, thumbox, bombs, work):
        self.name = name
        self.thumbox = thumbox
        self.good = sorted((bombs / "good").iterdir())
        self.work = work / name.replace(" ", "-")
        self.before = {}

    def learn(self, recipe):
        key = json.dumps(recipe)
        if key not in self.before:
            folder = self.work / "before" / str(len(self.before))
            _, made = self.make(folder, recipe, self.good, None)
            self.before[key] = [one.get("sha256") for one in made]

    def send(self, bomb, processor):
        paths = [Path(bomb["path"]), *self.good]
        run, (mine, *good) = self.make(self.work / bomb["name"], bomb["recipe"], paths, processor)
        return (
            row(self.name, bomb, run)
            | mine
            | {
                "before": self.before[json.dumps(bomb["recipe"])],
                "next": [one.get("sha256") for one in good],
            }
        )


class CommandLine(Host):
    """`thumbox resize`: one picture after the other."""

    def make(self, folder, recipe, paths, processor):
        folder.mkdir(parents=True)
        file = folder / "recipe.json"
        file.write_text(json.dumps(asked(recipe)), encoding="utf-8")
        options = ["--json", "--jobs", "1", "--no-receipts", "--recipe", str(file), "-o", str(folder / "out/{name}.{ext}")]
        run = measure.run([self.thumbox, "resize", *options, *map(str, paths)], LIMIT_SECONDS, processor)
        lines = {line["input"]: line for line in map(json.loads, run.out.splitlines())}
        return run, [outcome(lines.get(str(path)), run) for path in paths]


class Handler(Host):
    """`thumbox invoke`: one event of all uploads. On one processor the handler makes them one after the other."""

    def make(self, folder, recipe, paths, processor):
        bucket, thumbnails = folder / "images", folder / "images-resized"
        bucket.mkdir(parents=True)
        for path in paths:
            os.link(path, bucket / path.name)
        event, file = folder / "event.json", folder / "recipe.json"
        event.write_text(json.dumps({"Records": [record(path.name) for path in paths]}), encoding="utf-8")
        file.write_text(json.dumps(asked(recipe)), encoding="utf-8")
        options = ["--json", "--recipe", str(file), "--source-dir", str(bucket), "--dest-dir", str(thumbnails)]
        run = measure.run([self.thumbox, "invoke", str(event), *options], LIMIT_SECONDS, processor)
        lines = {}
        for line in run.err.splitlines():
            fields = json.loads(line).get("fields", {})
            if "key" in fields:
                lines[fields["key"]] = fields
        return run, [self.outcome(lines.get(path.name), thumbnails / path.name, run) for path in paths]

    @staticmethod
    def outcome(line, thumbnail, run):
        if line is not None and "kind" in line:
            line = {"error": {"kind": line["kind"], "message": line["error"]}}
        elif line is not None:
            line = {"sha256": digest(thumbnail)}
        return outcome(line, run)


def outcome(line, run):
    """What came of a picture, from an object such as the command line prints."""
    line = line or {"error": {"kind": f"it ended with {run.code}", "message": run.err[-2000:]}}
    if "error" in line:
        return {"outcome": line["error"]["kind"], "message": line["error"]["message"]}
    return {"outcome": "thumbnail", "message": "", "sha256": line["sha256"]}


def asked(recipe):
    return recipe or {"output": {"width": 128, "height": 128}}


def record(key):
    return {
        "eventVersion": "2.6",
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": "images"}, "object": {"key": key, "sequencer": "0A"}},
    }


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    main(sys.argv[1], *map(Path, sys.argv[2:5]), sys.argv[5:])
