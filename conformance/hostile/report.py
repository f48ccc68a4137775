"""Judges what has come of the bombs, prints it, and writes the page.

usage: report.py BOMBS PAGE RESULTS...: the folder that draw.py has filled, the Markdown file to write, and the files with a JSON
line for each bomb and host.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

from bomb import THUMBNAIL

MIB = 1 << 20
# What a process may have at most where there is an error.
MOST_FOR_ERROR = 128 * MIB
# What a program has without any picture, and for results: the program, the runtime, the compiled component.
BASE = 48 * MIB
# The component's own deadline (recipe/src/limits.rs), and what starting a process may take on a busy machine.
DEADLINE_SECONDS, START_SECONDS = 30, 5
# The cases of wit/resize.wit and the two limits of hosts. A trap is a bug, and not among them.
TYPED = frozenset(
    "unsupported-format malformed truncated too-large invalid-options limit-exceeded needs-codec memory-limit deadline".split()
)
# The handler's own word for an object that it does not read, because it is longer than files may be.
NOT_READ = {"source-too-large": "too-large"}
PROBED = "probe"
KNOWN = Path(__file__).with_name("known.tsv")

ABOUT = """\
# Hostile run

`cargo xtask hostile` writes this page. It draws {count} files that ask for much ([conformance/hostile](../conformance/hostile)),
and sends each through the command line (`thumbox resize`), through the handler of Lambda (`thumbox invoke`, folders as
buckets), through the package under Node, and through the page in Chromium. Each must end as the table says, on every host alike:

* with a typed error, in a process that never has more than {most} MiB,
* or with a thumbnail, in a process that never has more than the working memory that `probe` names, the file twice (what the
  host has read, and the component's copy of it), and {base} MiB for the program itself;
* within the deadline of {deadline} s;
* and then the same process makes thumbnails of a JPEG and a PNG, whose SHA-256 must be those of a process without a bomb.

`probe` of each file has to keep to {most} MiB, too, or to the file twice where that is more. What `probe` says is for a small
thumbnail; where more is asked for, such as to keep metadata of 24 MB, what that takes is added. Seconds are those of a
processor, but on the page those that went by. Memory of programs is the most that the kernel has counted for the
process (`ru_maxrss`); under Node and of the page, by how much the peak of the process, or of the renderer (`VmHWM`), is above what it had
before.
"""


def main(bombs, page, *results):
    drawn = json.loads((bombs / "bombs.json").read_text(encoding="utf-8"))
    listed = drawn["bombs"]
    rows = defaultdict(dict)
    for path in results:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            rows[row["name"]][row["host"]] = row
    known = read_known()
    faults = []
    for bomb in listed:
        for row in rows[bomb["name"]].values():
            row["allowed"] = allowed(bomb, row, rows[bomb["name"]].get(PROBED, {}))
            row["faults"] = judge(bomb, row, rows[bomb["name"]])
            reason = known.pop((bomb["name"], row["host"]), None)
            row["known"] = reason
            if reason is None:
                faults += [f"{bomb['name']} ({row['host']}): {fault}" for fault in row["faults"]]
            elif not row["faults"]:
                faults.append(f"{bomb['name']} ({row['host']}) is within its bounds; take it out of {KNOWN.name}")
    ran = {(name, host) for name, hosts in rows.items() for host in hosts}
    if drawn["all"]:
        faults += [f"{KNOWN.name} names {name} ({host}), which did not run" for name, host in known]
    text = markdown(listed, rows)
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text, encoding="utf-8")
    say(listed, rows)
    for fault in faults:
        print(f"BROKEN  {fault}")
    print(f"{len(ran)} runs of {len(rows)} files; {len(faults)} broken; the page: {page}")
    return 1 if faults or not rows else 0


def read_known():
    """(bomb, host) -> why it is not within its bounds: what is found and not mended stands in a file."""
    known = {}
    for line in KNOWN.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, host, reason = line.split("\t")
            known[name, host] = reason
    return known


def allowed(bomb, row, probed):
    """Bytes that the process may have. None where nothing says how many a thumbnail needs."""
    if row["host"] == PROBED:
        return max(MOST_FOR_ERROR, BASE + 2 * row["bytes"])
    if row["outcome"] != THUMBNAIL:
        return MOST_FOR_ERROR
    working = probed.get("working_memory")
    return None if working is None else BASE + 2 * row["bytes"] + working + bomb["beyond"]


def judge(bomb, row, rows):
    faults = []
    if row["host"] == PROBED:
        if row["outcome"] != "head" and row["outcome"] not in TYPED:
            faults.append(f"{row['outcome']}: {row['message']}")
    elif NOT_READ.get(row["outcome"], row["outcome"]) != bomb["expected"]:
        faults.append(f"{row['outcome']}, expected {bomb['expected']}: {row['message']}")
    if row["allowed"] is None:
        faults.append("a thumbnail of a picture that probe refuses")
    elif row["peak"] > row["allowed"]:
        faults.append(f"{mib(row['peak'])} MiB, allowed {mib(row['allowed'])}")
    if time(row) > DEADLINE_SECONDS + START_SECONDS:
        faults.append(f"{time(row):.1f} s")
    if "next" in row:
        if row["next"] != row["before"] or None in row["next"]:
            faults.append(f"the next pictures are {row['next']}, and were {row['before']} before it")
        for field, what in (("before", "good pictures"), ("sha256", "its thumbnail")):
            if len({json.dumps(other.get(field)) for other in rows.values() if "next" in other}) > 1:
                faults.append(f"hosts differ about {what}: {row.get(field)}")
    return faults


def time(row):
    """Seconds of a processor, where the host tells them: a busy computer makes programs wait, and that says nothing of them."""
    return row["processor"] if "processor" in row else row["seconds"]


def mib(count):
    return f"{count / MIB:.0f}"


def cells(bomb, row):
    state = "" if not row["faults"] else "**over**: " + (row["known"] or "; ".join(row["faults"]))
    allowance = "" if row["allowed"] is None else mib(row["allowed"])
    return [
        bomb["name"],
        bomb["what"],
        f"{bomb['bytes']:,}",
        row["outcome"],
        f"{time(row):.2f}",
        mib(row["peak"]),
        allowance,
        state,
    ]


HEADS = ["bomb", "what it is", "bytes", "outcome", "seconds", "peak, MiB", "allowed, MiB", ""]


def markdown(listed, rows):
    text = ABOUT.format(count=len(rows), most=MOST_FOR_ERROR // MIB, base=BASE // MIB, deadline=DEADLINE_SECONDS)
    for host in hosts(rows):
        lines = [cells(bomb, rows[bomb["name"]][host]) for bomb in listed if host in rows[bomb["name"]]]
        text += f"\n## {host[0].upper()}{host[1:]}\n\n"
        text += "| " + " | ".join(HEADS) + " |\n|---|---|---:|---|---:|---:|---:|---|\n"
        text += "".join("| " + " | ".join(line) + " |\n" for line in lines)
    return text


def hosts(rows):
    found = []
    for by_host in rows.values():
        found += [host for host in by_host if host not in found]
    return found


def say(listed, rows):
    for host in hosts(rows):
        print(f"\n{host}")
        for bomb in listed:
            if host in rows[bomb["name"]]:
                name, _, count, outcome, seconds, peak, limit, state = cells(bomb, rows[bomb["name"]][host])
                print(f"{name:26} {count:>12} {outcome:18} {seconds:>7} s {peak:>5} of {limit:>5} MiB  {state}")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(*map(Path, sys.argv[1:])))
