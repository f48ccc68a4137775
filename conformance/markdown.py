"""The report as a page."""

from collections import Counter, defaultdict

import numpy as np

from checks import LOWEST_DB, by, kind
from measure import EQUAL

WORST = 25

ABOUT = """\
# Corpus check

`cargo xtask corpus` writes this page: it runs `thumbox` over {corpus},
and compares the 256-pixel PNG thumbnails with an independent reference ([conformance](../conformance)): Pillow
decodes the whole picture, EXIF orientation is applied, Little CMS converts to sRGB, and premultiplied samples are
resampled with Lanczos3 in double precision.

PSNR is the lowest of three: colours on white, colours on black, and alpha; 99 stands for equal pictures. A file is
*hostile* where the corpus marks it as hostile, as a bomb or as one of huge dimensions, and *ordinary* otherwise.
"""


def table(heads, rows):
    def line(cells):
        return "| " + " | ".join(str(cell) for cell in cells) + " |"

    # Numbers to the right.
    return "\n".join([line(heads), line(["---"] + ["---:"] * (len(heads) - 1)), *map(line, rows)]) + "\n"


def page(corpus, checks, cases, explained):
    """The whole page. `cases` are (entry, answer, verdict)."""
    parts = [
        ABOUT.format(corpus=corpus.name),
        "## Requirements\n",
        requirements(checks),
        "## By format\n",
        by_format(cases),
        "## By feature\n",
        by_feature(cases),
        "## Beside Pillow\n",
        beside_pillow(cases),
        "## Refusals\n",
        refusals(cases),
        "## Worst pictures\n",
        worst(cases, explained),
        "## Explanations\n",
        explanations(explained),
    ]
    return "\n".join(parts)


def requirements(checks):
    rows = [(check.title, "**broken**" if check.broken else "met", check.found) for check in checks]
    text = "| requirement | | found |\n|---|---|---|\n"
    text += "".join(f"| {title} | {state} | {found} |\n" for title, state, found in rows)
    for check in checks:
        if check.broken:
            text += f"\n{check.title}:\n\n" + "".join(f"* {line}\n" for line in check.broken)
    return text


def statistics(cases):
    """Files, decoded, refused, decoded by Pillow, compared, and three figures of PSNR."""
    values = [verdict.psnr for entry, _, verdict in cases if verdict.psnr is not None and not entry.is_hostile]
    scaled = [
        verdict.psnr
        for entry, _, verdict in cases
        if verdict.psnr is not None and not entry.is_hostile and verdict.is_scaled
    ]
    decoded = sum(kind(answer) is None for _, answer, _ in cases)
    figures = ["", "", ""]
    if values:
        figures = [f"{number:.1f}" for number in (np.median(values), np.percentile(values, 5), min(values))]
    return [
        len(cases),
        decoded,
        len(cases) - decoded,
        sum(entry.pillow_opens for entry, _, _ in cases),
        len(values),
        *figures,
        f"{np.median(scaled):.1f}" if scaled else "",
    ]


STATISTICS = [
    "files",
    "decoded",
    "refused",
    "Pillow opens",
    "compared",
    "median dB",
    "5th percentile",
    "lowest",
    "median of scaled",
]


def by_format(cases):
    groups = defaultdict(list)
    for case in cases:
        groups[case[0].format].append(case)
    rows = [(name, *statistics(group)) for name, group in sorted(groups.items())]
    return table(["format", *STATISTICS], [*rows, ("all", *statistics(cases))])


def by_feature(cases):
    groups = defaultdict(list)
    for case in cases:
        for feature in case[0].features:
            groups[feature].append(case)
    rows = [
        (name, *statistics(group)) for name, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    return table(["note in the list", *STATISTICS], rows)


def beside_pillow(cases):
    counts = defaultdict(Counter)
    for entry, answer, _ in cases:
        if not entry.is_picture:
            continue
        cell = ("both", "only Thumbox", "only Pillow", "neither")[
            2 * (kind(answer) is not None) + (not entry.pillow_opens)
        ]
        counts[entry.format, "hostile" if entry.is_hostile else "ordinary"][cell] += 1
    cells = ["both", "only Thumbox", "only Pillow", "neither"]
    rows = [(f"{name}, {sort}", *(count[cell] or "" for cell in cells)) for (name, sort), count in sorted(counts.items())]
    return "Who opens it, by the verdict in the corpus's list:\n\n" + table(["files", *cells], rows)


def refusals(cases):
    counts = Counter()
    for entry, answer, _ in cases:
        if kind(answer):
            sort = "profile" if not entry.is_picture else "hostile" if entry.is_hostile else "ordinary"
            counts[sort, entry.format, kind(answer)] += 1
    return table(
        ["files that are", "error", "number"],
        [(f"{sort} {name}", error, count) for (sort, name, error), count in sorted(counts.items())],
    )


def worst(cases, explained):
    compared = [
        (verdict.psnr, entry.path, verdict) for entry, _, verdict in cases if verdict.psnr is not None and not entry.is_hostile
    ]
    compared.sort(key=lambda row: row[:2])
    rows = []
    for value, path, verdict in compared[:WORST]:
        note = explained.reasons.get((path, "fidelity"), "") if value < LOWEST_DB else ""
        rows.append((f"{value:.1f}", f"{verdict.colour:.2f}", by(verdict.source), path, note))
    equal = sum(value == EQUAL for value, _, _ in compared)
    text = f"Of {len(compared)} ordinary pictures {equal} are equal to the reference. The {len(rows)} farthest from it:\n\n"
    text += "| dB | CIEDE2000 | source | file | explanation |\n|---:|---:|---:|---|---|\n"
    return text + "".join("| " + " | ".join(row) + " |\n" for row in rows)


def explanations(explained):
    if not explained.reasons:
        return "None.\n"
    text = "| file | what | why |\n|---|---|---|\n"
    return text + "".join(f"| {path} | {of} | {why} |\n" for (path, of), why in explained.reasons.items())
