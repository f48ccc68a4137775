"""A corpus: its list of files, and the explanations for what comes out otherwise than wanted.

There are two of one form: ../shared/corpus, which is not part of the repository, and the small one, which small_corpus.py
makes of pictures in the repository.
"""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "MANIFEST.tsv"
KINDS = ("refused", "fidelity", "size", "colour")
PROFILE_FORMAT = "ICC"


@dataclass(frozen=True)
class Corpus:
    """What differs between the corpora. Paths are from the corpus's folder."""

    # How pages call it.
    name: str
    explained: Path
    # A photo and a wide profile, of which derived.py makes files.
    photo: str
    wide: str
    # Where pictures are that were never compressed with losses, for fidelity.py.
    originals: tuple


SHARED = Corpus(
    "`../shared/corpus`, which is not part of the repository",
    Path(__file__).with_name("explained.tsv"),
    photo="scikit-image/coffee.png",
    wide="compact-icc-profiles/profiles/DisplayP3-v4.icc",
    originals=("gb82/png/**/*.png", "kodak/**/*.png", "scikit-image/**/*.png"),
)
SMALL = Corpus(
    "the small corpus, which is made of pictures in the repository and of drawings",
    Path(__file__).with_name("explained-small.tsv"),
    photo="drawn/0.png",
    wide="profiles/icc-p3.icc",
    originals=("drawn/?.png",),
)


@dataclass(frozen=True)
class Entry:
    """A row of the list."""

    path: str
    format: str
    size: tuple | None
    pillow: str
    notes: tuple

    @property
    def pillow_opens(self):
        return self.pillow in ("ok", "open")

    @property
    def is_hostile(self):
        return not {"hostile", "BOMB", "HUGE-DIMS"}.isdisjoint(self.notes)

    @property
    def is_picture(self):
        return self.format != PROFILE_FORMAT

    @property
    def features(self):
        """The notes that say something about the picture, without numbers that are of this one only."""
        found = set()
        for note in self.notes:
            if note.startswith("also="):
                continue
            note = re.sub(r"^ICC=.*", "ICC profile", note)
            note = re.sub(r"^frames=.*", "several frames", note)
            note = re.sub(r"^orient=[2-8]", "orientation 2 to 8", note)
            note = re.sub(r"^samp=", "sampling ", note)
            if note not in ("orient=1", ""):
                found.add(note)
        return found


def read(folder):
    """All entries, in the list's order."""
    with open(folder / MANIFEST, newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Entry(
                row["path"],
                row["format"].rstrip("?").upper(),
                size_of(row["wxh"]),
                row["pillow"],
                tuple(note.strip() for note in row["notes"].split(";")),
            )
            for row in rows
        ]


def size_of(text):
    numbers = re.fullmatch(r"(\d+)x(\d+)", text or "")
    return tuple(map(int, numbers.groups())) if numbers else None


def explanations(file):
    """(path, kind) -> reason."""
    found = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 3 or fields[1] not in KINDS or not fields[2].strip():
            raise SystemExit(f"{file.name}, line {number}: not a path, one of {', '.join(KINDS)} and a reason")
        if (fields[0], fields[1]) in found:
            raise SystemExit(f"{file.name}, line {number}: {fields[0]} is explained twice")
        found[fields[0], fields[1]] = fields[2]
    return found
