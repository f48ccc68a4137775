"""What all peers speak, and `thumbox bench --on-request` too: a run for each line on standard input, a JSON line each."""

import json
import os
import sys
import time


def serve(make):
    """`make()` is one run; it returns the files that it made, as (width, height, bytes)."""
    for _ in sys.stdin:
        processor = processor_time()
        start = time.perf_counter()
        made = make()
        milliseconds = (time.perf_counter() - start) * 1e3
        # It is less where others had the core meanwhile.
        processor = (processor_time() - processor) * 1e3
        outputs = [{"width": width, "height": height, "bytes": size} for width, height, size in made]
        print(json.dumps({"ms": milliseconds, "cpu_ms": processor, "outputs": outputs}), flush=True)


def processor_time():
    """Of all threads, and of processes that have ended."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def boxes(words):
    """`256x256` as (256, 256)."""
    return [tuple(map(int, word.split("x"))) for word in words]
