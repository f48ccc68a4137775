"""Runs a whole program for each line on standard input.

usage: processes.py PROGRAM ARGUMENT...

A JSON line for each run: `ms` from the start to the end of the process, `cpu_ms` of processor time, and `peak_rss`, the most memory that it held,
in bytes. The kernel counts into the latter what this program held when it started the other; it is `floor`, and this
program imports little to keep it low.
"""

import os
import sys
import time


def run(arguments):
    """What one process took: milliseconds, those of processor time, and bytes."""
    start = time.perf_counter()
    pid = os.posix_spawnp(arguments[0], arguments, os.environ, file_actions=QUIET)
    _, status, usage = os.wait4(pid, 0)
    milliseconds = (time.perf_counter() - start) * 1e3
    if status != 0:
        sys.exit(f"{arguments[0]} failed: {status}")
    return milliseconds, (usage.ru_utime + usage.ru_stime) * 1e3, usage.ru_maxrss * 1024


QUIET = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]


def main(arguments):
    _, _, floor = run(["true"])
    for _ in sys.stdin:
        milliseconds, processor, peak = run(arguments)
        times = f'"ms": {milliseconds}, "cpu_ms": {processor}'
        print(f'{{{times}, "peak_rss": {peak}, "floor": {floor}, "outputs": []}}', flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
