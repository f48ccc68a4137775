"""Runs `thumbox` over a corpus, compares with the reference, writes the report; fails where a requirement is broken.

usage: report.py THUMBOX WORK REPORT [CORPUS]: the program, a folder for what is made on the way, the Markdown file to
write, and the folder of ../shared/corpus. Without it the small corpus is made in WORK.
"""

import multiprocessing
import shutil
import sys
from pathlib import Path

import numpy as np
from PIL import Image

import checks
import corpus
import derived
import markdown
import small_corpus
from judge import BOX, Task, Verdict, judge, leftovers, quiet
from program import PROCESSES, Program


def main(thumbox, work, page, shared=None):
    shutil.rmtree(work, ignore_errors=True)
    evidence = work / "evidence"
    evidence.mkdir(parents=True)
    chosen, folder = small_corpus.unless(shared, work)
    entries = corpus.read(folder)
    explained = checks.Explained(corpus.explanations(chosen.explained))
    program = Program(thumbox, work)

    files = [folder / entry.path for entry in entries]
    answers = program.resize("corpus", files, BOX, "png")
    probes = program.probe("probe", files)
    made = derived.make(chosen, folder, entries, work / "derived")
    made_files = [item.path for item in made]
    made_answers = program.resize("made", made_files, BOX, "png")
    made_probes = program.probe("made-probe", made_files)

    tasks = [
        Task(file, answer, probed, evidence / (entry.path.replace("/", "_") + ".png"))
        for entry, file, answer, probed in zip(entries, files, answers, probes)
    ]
    tasks += [
        Task(file, answer, probed, evidence / f"made_{file.name}.png")
        for file, answer, probed in zip(made_files, made_answers, made_probes)
    ]
    with multiprocessing.Pool(PROCESSES, initializer=quiet) as pool:
        verdicts = pool.map(judge, tasks, chunksize=4)
    cases = list(zip(entries, answers, verdicts))
    made_cases = list(zip(made, made_answers, verdicts[len(entries) :]))

    results = [
        checks.typed(cases),
        checks.refused(cases, explained),
        checks.sizes(cases, explained),
        *checks.fidelity(cases, explained),
        *checks.profiles(cases, made_cases, explained),
        checks.orientations(cases, made_cases, pixels),
        checks.nothing_left(thumbnails(program, tasks, verdicts)),
        checks.stale(
            explained,
            {entry.path: verdict for entry, _, verdict in cases} | {item.name: verdict for item, _, verdict in made_cases},
        ),
    ]
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(markdown.page(chosen, results, cases, explained), encoding="utf-8")
    return say(results, page, evidence)


def pixels(answer):
    with Image.open(answer["output"]) as image:
        return np.asarray(image.convert("RGBA"))


def thumbnails(program, tasks, verdicts):
    """Every PNG thumbnail, and JPEG and WebP ones of the sources that had metadata to leave behind."""
    found = [(str(task.file), verdict) for task, verdict in zip(tasks, verdicts)]
    rich = [task.file for task, verdict in zip(tasks, verdicts) if verdict.unmanaged is not None and verdict.found]
    for output_format in ("jpeg", "webp"):
        for file, answer in zip(rich, program.resize(f"rich-{output_format}", rich, BOX, output_format)):
            # Only what is in the thumbnail counts here, so there is nothing to compare with.
            found.append((f"{file} as {output_format}", left_in(answer)))
    return found


def left_in(answer):
    if "output" not in answer:
        return Verdict(leftovers=("no thumbnail",))
    with Image.open(answer["output"]) as image:
        return Verdict(found=image.size, leftovers=leftovers(image))


def say(results, page, evidence):
    for check in results:
        print(f"{'BROKEN' if check.broken else 'met':6}  {check.title}: {check.found}")
    broken = [check for check in results if check.broken]
    for check in broken:
        print(f"\n{check.title}:")
        for line in check.broken:
            print(f"  {line}")
    print(f"\nreport: {page}")
    if broken:
        print(f"pictures below 30 dB, beside the reference: {evidence}")
    return 1 if broken else 0


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    sys.exit(main(*map(Path, sys.argv[1:])))
