"""A program run to its end, and the most memory that it had.

usage: measure.py USAGE LIMIT COMMAND...: runs the command, ends it after so many seconds, and writes to the file USAGE what it
took, as JSON. What it prints, it prints as it is.

The kernel counts the most memory of a program, but no less than that of whoever starts it: so whoever starts it does nothing
else, and is small.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """`processor` is the time of a processor, in seconds as `seconds` is; `peak` is in bytes; `code` is below 0 where a signal
    ended the program."""

    code: int
    out: str
    err: str
    seconds: float
    processor: float
    peak: int


def run(command, limit, processor=None):
    """Runs a command, on one processor where one is named, and ends it after `limit` seconds."""
    if processor is not None:
        command = ["taskset", "--cpu-list", str(processor), *command]
    with tempfile.NamedTemporaryFile() as usage:
        # Without modules of sites, which are most of a small Python.
        starter = [sys.executable, "-I", "-S", "-B", __file__, usage.name, str(limit), *command]
        done = subprocess.run(starter, stdin=subprocess.DEVNULL, capture_output=True, check=True)
        taken = json.loads(Path(usage.name).read_text(encoding="utf-8"))
    return Run(out=done.stdout.decode(), err=done.stderr.decode(), **taken)


def main(usage, limit, *command):
    start = time.monotonic()
    child = os.posix_spawnp(command[0], command, os.environ)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, float(limit))
    _, status, used = os.wait4(child, 0)
    taken = {
        "code": os.waitstatus_to_exitcode(status),
        "seconds": time.monotonic() - start,
        "processor": used.ru_utime + used.ru_stime,
        # Linux counts in KiB.
        "peak": used.ru_maxrss * 1024,
    }
    Path(usage).write_text(json.dumps(taken), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
