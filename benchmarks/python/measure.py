"""A library for Python, one run for each line on standard input; see ../peers/on_request.py.

usage: measure.py WHAT LIBRARY FILE WxH         LIBRARY is thumbox or pillow
       measure.py --once WHAT LIBRARY FILE WxH  what a new process does for `import` and `first`
       measure.py --version LIBRARY

WHAT: `import`, the import of a library, in a new process each time; `first`, from the import to the first thumbnail, likewise;
`warm`, a thumbnail in a process that has made some; `threads`, sixteen thumbnails by eight threads.
"""

import io
import json
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

THREADS, TOGETHER = 8, 16
IN_NEW_PROCESS = ("import", "first")


def load_thumbox():
    import thumbox

    def make(data, box):
        made = thumbox.resize(data, width=box[0], height=box[1], format="jpeg", quality=80)
        return made.width, made.height, len(made.data)

    return make


def load_pillow():
    from PIL import Image

    def make(data, box):
        # `thumbnail` asks the JPEG decoder for 1/2, 1/4 or 1/8 where that is enough, as all here do.
        with Image.open(io.BytesIO(data)) as image:
            image.thumbnail(box, Image.Resampling.LANCZOS)
            made = io.BytesIO()
            image.convert("RGB").save(made, "JPEG", quality=80)
            return *image.size, made.tell()

    return make


LOAD = {"thumbox": load_thumbox, "pillow": load_pillow}


def measured(run):
    """A run as the benchmark reads it."""
    processor, start = time.process_time(), time.perf_counter()
    made = run()
    milliseconds, processor = (time.perf_counter() - start) * 1e3, (time.process_time() - processor) * 1e3
    outputs = [{"width": width, "height": height, "bytes": size} for width, height, size in made]
    # The most memory that the process has had so far; Linux counts in KiB.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return json.dumps({"ms": milliseconds, "cpu_ms": processor, "outputs": outputs, "peak": peak})


def once(what, library, data, box):
    if what == "import":
        return measured(lambda: LOAD[library]() and [])
    return measured(lambda: [LOAD[library]()(data, box)])


def serve(what, library, data, box, words):
    if what in IN_NEW_PROCESS:
        for _ in sys.stdin:
            print(subprocess.check_output([sys.executable, "-B", __file__, "--once", *words], text=True), end="", flush=True)
        return
    make = LOAD[library]()
    with ThreadPoolExecutor(THREADS) as pool:
        runs = {
            "warm": lambda: [make(data, box)],
            "threads": lambda: list(pool.map(lambda _: make(data, box), range(TOGETHER))),
        }
        for _ in sys.stdin:
            print(measured(runs[what]), flush=True)


def main(words):
    if words[0] == "--version":
        from importlib.metadata import version

        print(version(words[1]))
        return
    is_once = words[0] == "--once"
    words = words[is_once:]
    what, library, file, box = words
    data, box = Path(file).read_bytes(), tuple(map(int, box.split("x")))
    if is_once:
        print(once(what, library, data, box))
    else:
        serve(what, library, data, box, words)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1:])
