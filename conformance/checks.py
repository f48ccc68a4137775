"""What is required. Each check gives lines that say what was found, and a list of what breaks the requirement."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from measure import psnr
from program import TYPED

MEDIAN_DB = 44
FIFTH_PERCENTILE_DB = 36
LOWEST_DB = 30
# Rounding in another order of rows and columns, but no other picture; JPEG was encoded eight times.
ORIENTATION_DB = {"jpg": 40, "png": 50, "webp": 50, "tif": 50}
# The corpus's sets were encoded with losses, each picture in blocks that lie differently.
CORPUS_ORIENTATION_DB = 36
PROFILE_MATTERS = 1.0
PROFILE_DIFFERENCE = 0.5
INK_DIFFERENCE = 1.0
ORIENTATION_SETS = ("exif-orientation-rasteiner/", "exif-orientation-recurser/")


@dataclass
class Check:
    """A requirement with what was found."""

    title: str
    found: str
    broken: list = field(default_factory=list)


class Explained:
    """Explanations, and which of them were needed."""

    def __init__(self, reasons):
        self.reasons = reasons
        self.needed = set()

    def __contains__(self, key):
        if key in self.reasons:
            self.needed.add(key)
            return True
        return False

    def stale(self):
        return [key for key in self.reasons if key not in self.needed]


def kind(answer):
    return answer["error"]["kind"] if "error" in answer else None


def typed(cases):
    """Every file is decoded or refused with a typed error."""
    wrong = [f"{entry.path}: {kind(answer)}" for entry, answer, _ in cases if kind(answer) not in (None, *TYPED)]
    decoded = sum(kind(answer) is None for _, answer, _ in cases)
    return Check(
        "Every file is decoded or refused with a typed error",
        f"{len(cases)} files: {decoded} decoded, {len(cases) - decoded - len(wrong)} refused, {len(wrong)} otherwise",
        wrong,
    )


def refused(cases, explained):
    """Each ordinary file that Pillow opens is decoded, or its refusal is explained."""
    found = [
        (entry, answer)
        for entry, answer, _ in cases
        if entry.pillow_opens and not entry.is_hostile and kind(answer) is not None
    ]
    unexplained = [
        f"{entry.path}: {answer['error']['kind']}: {answer['error']['message']}"
        for entry, answer in found
        if (entry.path, "refused") not in explained
    ]
    return Check(
        "Ordinary files that Pillow opens are decoded, or the refusal is explained",
        f"{len(found)} refused, {len(found) - len(unexplained)} of them explained",
        unexplained,
    )


def sizes(cases, explained):
    """Thumbnails and `probe` have the size that the reference has, or where it has no picture, the list's."""
    wrong, counted = [], 0
    for entry, _, verdict in cases:
        problems = []
        if verdict.wanted and verdict.found:
            counted += 1
            if verdict.found != verdict.wanted:
                problems.append(f"thumbnail {by(verdict.found)}, should be {by(verdict.wanted)}")
        source = verdict.source or (entry.size if entry.pillow_opens and not entry.is_hostile else None)
        if verdict.probed and source and verdict.probed != source:
            problems.append(f"probe says {by(verdict.probed)}, it is {by(source)}")
        if problems and not entry.is_hostile and (entry.path, "size") not in explained:
            wrong.append(f"{entry.path}: {'; '.join(problems)}")
    return Check("Sizes are right, in the thumbnail and in `probe`", f"{counted} compared, {len(wrong)} wrong", wrong)


def by(size):
    return f"{size[0]}x{size[1]}"


def percentiles(title, values):
    """The median and the 5th percentile of a set."""
    if not values:
        return Check(title, "nothing to compare", ["nothing to compare"])
    median, fifth = np.percentile(values, 50), np.percentile(values, 5)
    broken = []
    if median < MEDIAN_DB:
        broken.append(f"the median is {median:.1f} dB, below {MEDIAN_DB}")
    if fifth < FIFTH_PERCENTILE_DB:
        broken.append(f"the 5th percentile is {fifth:.1f} dB, below {FIFTH_PERCENTILE_DB}")
    return Check(title, f"{len(values)} files: median {median:.1f} dB, 5th percentile {fifth:.1f} dB", broken)


def fidelity(cases, explained):
    """Over the files that were scaled, where resampling shows, and over all; and no unexplained bad one."""
    ordinary = [(entry, verdict) for entry, _, verdict in cases if verdict.psnr is not None and not entry.is_hostile]
    low = [(entry, verdict) for entry, verdict in ordinary if verdict.psnr < LOWEST_DB]
    unexplained = [
        f"{entry.path}: {verdict.psnr:.1f} dB" for entry, verdict in low if (entry.path, "fidelity") not in explained
    ]
    return [
        percentiles(
            f"Fidelity of scaled pictures: median at least {MEDIAN_DB} dB, 5th percentile at least"
            f" {FIFTH_PERCENTILE_DB}",
            [verdict.psnr for _, verdict in ordinary if verdict.is_scaled],
        ),
        percentiles(
            "The same over all pictures that are not explained, also those that fit the box already",
            [verdict.psnr for entry, verdict in ordinary if (entry.path, "fidelity") not in explained.reasons],
        ),
        Check(
            f"No ordinary file below {LOWEST_DB} dB without an explanation",
            f"{len(low)} below, {len(low) - len(unexplained)} of them explained",
            unexplained,
        ),
    ]


def colours(title, named, limit, explained):
    """Mean CIEDE2000 of each of `named`: (name, answer, verdict)."""
    found, broken = [], []
    for name, answer, verdict in named:
        if verdict.colour is None:
            broken.append(f"{name}: {kind(answer) or 'not comparable'}")
            continue
        found.append(verdict.colour)
        if verdict.colour > limit and (name, "colour") not in explained:
            broken.append(f"{name}: {verdict.colour:.2f} (ignoring the profile: {verdict.unmanaged:.2f})")
    text = f"{len(found)} files: mean {np.mean(found):.2f}, worst {max(found):.2f}" if found else "nothing to compare"
    return Check(title, text, broken)


def profiles(cases, derived, explained):
    """ICC profiles that matter, and profiles of printing inks."""
    mattering = [
        (entry.path, answer, verdict)
        for entry, answer, verdict in cases
        if not entry.is_hostile and verdict.unmanaged is not None and verdict.unmanaged > PROFILE_MATTERS
    ]
    mattering += [
        (item.name, answer, verdict)
        for item, answer, verdict in derived
        if item.group == "profile" and verdict.unmanaged > PROFILE_MATTERS
    ]
    inks = [(item.name, answer, verdict) for item, answer, verdict in derived if item.group == "cmyk"]
    return [
        colours(
            f"Profiles that change the picture by a mean CIEDE2000 above {PROFILE_MATTERS:g}: each within"
            f" {PROFILE_DIFFERENCE:g}, or explained",
            mattering,
            PROFILE_DIFFERENCE,
            explained,
        ),
        colours(f"CMYK with a profile: each within {INK_DIFFERENCE:g}, or explained", inks, INK_DIFFERENCE, explained),
    ]


def nothing_left(everything):
    """No metadata of the source is in any thumbnail. `everything` is (name, verdict)."""
    wrong = [f"{name}: {', '.join(verdict.leftovers)}" for name, verdict in everything if verdict.leftovers]
    counted = sum(verdict.found is not None for _, verdict in everything)
    return Check("No profile or other metadata in any thumbnail", f"{counted} thumbnails, {len(wrong)} with some", wrong)


def orientations(cases, derived, pixels):
    """Every orientation gives the upright picture. `pixels` reads a thumbnail."""
    # The pictures of the corpus's first set carry their number in the middle.
    numbered = ORIENTATION_SETS[0].rstrip("/")
    sets = defaultdict(list)
    for entry, answer, _ in cases:
        for prefix in ORIENTATION_SETS:
            if entry.path.startswith(prefix):
                sets[prefix.rstrip("/"), CORPUS_ORIENTATION_DB].append((entry.path, answer))
    for item, answer, _ in derived:
        if item.group == "orientation":
            sets[f"eight {item.family.upper()}", ORIENTATION_DB[item.family]].append((item.name, answer))

    found, broken = [], []
    for (name, limit), members in sets.items():
        refusals = [f"{member}: {kind(answer)}" for member, answer in members if kind(answer)]
        if refusals:
            broken += refusals
            continue
        upright = pixels(members[0][1])
        lowest = 99.0
        for member, answer in members[1:]:
            turned = pixels(answer)
            if turned.shape != upright.shape:
                broken.append(f"{member}: another size than {members[0][0]}")
                continue
            agreement = psnr(*map(outer_thirds, (turned, upright))) if name == numbered else psnr(turned, upright)
            lowest = min(lowest, agreement)
            if agreement < limit:
                broken.append(f"{member}: {agreement:.1f} dB to {members[0][0]}, below {limit}")
        found.append(f"{name} {len(members)} files, lowest {lowest:.1f} dB")
    return Check("All orientations give the same picture", "; ".join(found), broken)


def outer_thirds(picture):
    """The upper and the lower third."""
    third = picture.shape[0] // 3
    return np.concatenate([picture[:third], picture[-third:]])


def stale(explained, judged):
    """Explanations that nothing needs any more. `judged` maps names to verdicts.

    What could not be compared is not fine either: a file that is refused keeps the explanation of its picture.
    """
    wrong = []
    for name, of in explained.stale():
        if name not in judged:
            wrong.append(f"{name} ({of}): no such file")
        elif of in ("refused", "size") or judged[name].psnr is not None:
            wrong.append(f"{name} ({of}): explained but fine now")
    return Check("Every explanation is still needed", f"{len(explained.reasons)} explanations", wrong)
