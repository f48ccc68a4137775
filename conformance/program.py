"""Running `thumbox` over many files."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BATCH = 60
PROCESSES = 2
# A batch takes seconds; the component's own deadline stops a single file after half a minute.
LIMIT_SECONDS = 600
# What `thumbox` may say about a bad file: the cases of wit/resize.wit and the two limits of the engine. Not among them:
# a trap, which is a bug.
TYPED = frozenset(
    "unsupported-format malformed truncated too-large invalid-options limit-exceeded needs-codec memory-limit deadline".split()
)


class Program:
    """The program, with a folder for its inputs and outputs."""

    def __init__(self, path, work):
        self.path = path
        self.work = work

    def resize(self, name, files, box, output_format):
        """A JSON object for each file, in order. A file without an answer has `{"error": {"kind": "none"}}`."""
        options = ["-W", str(box), "-H", str(box), "--format", output_format]
        output = self.work / name / "out"
        return self._run(name, files, ["resize", "--json", *options, "-o", str(output)], "input")

    def probe(self, name, files):
        """As `resize`, for `thumbox probe`."""
        return self._run(name, files, ["probe", "--json"], "path")

    def _run(self, name, files, arguments, field):
        # Many files of a corpus have one name; results are named after the inputs.
        inputs = self.work / name / "in"
        inputs.mkdir(parents=True, exist_ok=True)
        links = []
        for number, file in enumerate(files):
            link = inputs / f"{number:04}{Path(file).suffix}"
            link.unlink(missing_ok=True)
            link.symlink_to(Path(file).resolve())
            links.append(link)
        batches = [links[at : at + BATCH] for at in range(0, len(links), BATCH)]
        answers = {}
        with ThreadPoolExecutor(PROCESSES) as pool:
            for lines in pool.map(lambda batch: self._batch(arguments, batch), batches):
                answers.update((line[field], line) for line in lines)
        # Where the program died, those are found that it dies of.
        missing = [link for link in links if str(link) not in answers]
        for link in missing:
            answers.update((line[field], line) for line in self._batch(arguments, [link]))
        if not answers and links:
            raise SystemExit(f"{self.path} says nothing about any file: does it run?")
        nothing = {"error": {"kind": "none", "message": "the program ended and said nothing about this file"}}
        return [answers.get(str(link), nothing) for link in links]

    def _batch(self, arguments, links):
        done = subprocess.run(
            [self.path, *arguments, *map(str, links)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            timeout=LIMIT_SECONDS,
            check=False,
        )
        return [json.loads(line) for line in done.stdout.splitlines()]
