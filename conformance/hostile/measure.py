"""A program run to its end, and the most memory that it had."""

import os
import subprocess
import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """`peak` is in bytes, `code` below 0 where a signal ended the program."""

    code: int
    out: str
    err: str
    seconds: float
    peak: int


def run(command, limit, processor=None):
    """Runs a command, on one processor where one is named, and ends it after `limit` seconds.

    The kernel counts the most memory of the program itself, but no less than that of whoever starts it: this program has to
    stay small.
    """
    if processor is not None:
        command = ["taskset", "--cpu-list", str(processor), *command]
    start = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        texts = {}
        readers = [
            threading.Thread(target=lambda name, pipe: texts.update({name: pipe.read()}), args=(name, pipe))
            for name, pipe in (("out", child.stdout), ("err", child.stderr))
        ]
        ender = threading.Timer(limit, child.kill)
        for thread in (*readers, ender):
            thread.start()
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        ender.cancel()
        for thread in readers:
            thread.join()
    # Linux counts in KiB.
    return Run(child.returncode, *(texts[name].decode() for name in ("out", "err")), seconds, usage.ru_maxrss * 1024)
