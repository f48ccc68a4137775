"""The small corpus: pictures of the repository and drawings, in a folder of the same form as ../shared/corpus.

usage: small_corpus.py FOLDER

Copies and draws the pictures into FOLDER, and writes its MANIFEST.tsv.
"""

import csv
import multiprocessing
import shutil
import sys
from pathlib import Path

from PIL import Image

from corpus import MANIFEST, PROFILE_FORMAT, SHARED, SMALL
from judge import quiet
from program import PROCESSES

ROOT = Path(__file__).parents[1]
# The drawings are those that the benchmarks measure without the corpus.
sys.path.append(str(ROOT / "benchmarks"))

import photos  # noqa: E402

# Folders of the repository that have pictures, and what they are called in the small corpus.
PICTURES = (
    ("conformance/vectors/inputs", "vectors"),
    ("jpeg-shrink/tests/pictures", "jpeg-shrink"),
    ("vp8-shrink/tests/pictures", "vp8-shrink"),
    ("resizer-wasm/src/decode/tests/files", "resizer-wasm"),
    ("docs/options", "docs"),
)
# Scripts and tables beside the pictures.
NOT_PICTURES = frozenset((".py", ".tsv", ".md", ".sh"))
# Neither libjpeg nor Pillow reads a height that follows the scan, so there is nothing to compare with.
LEFT_OUT = "height-behind.jpg"
# Files in these folders are broken on purpose.
HOSTILE = ("vectors/damaged/",)
# Vectors whose profiles are put into a drawing: of RGB with primaries wide, exchanged and with a table, of gray and of inks.
PROFILES = (
    "vectors/png/icc-p3.png",
    "vectors/png/icc-wide.png",
    "vectors/png/icc-swapped.png",
    "vectors/png/icc-table.png",
    "vectors/png/gray-icc.png",
    "vectors/jpeg/cmyk-icc.jpg",
)
FORMATS = {"JPG": "JPEG", "TIF": "TIFF", "PPM": "PNM", "PGM": "PNM", "PBM": "PNM", "PAM": "PNM", "ICC": PROFILE_FORMAT}
# By extension, as the web, phones and cameras write them: Pillow's options.
WRITTEN = (
    ("420.jpg", {"quality": 85, "subsampling": "4:2:0"}),
    ("444.jpg", {"quality": 92, "subsampling": "4:4:4"}),
    ("progressive.jpg", {"quality": 80, "subsampling": "4:2:0", "progressive": True}),
    ("lossy.webp", {"quality": 80, "method": 2}),
    ("lossless.webp", {"lossless": True, "method": 0}),
    ("lzw.tif", {"compression": "tiff_lzw"}),
    ("rgb.bmp", {}),
)
# Sizes at which a JPEG is decoded at 3/8, 1/4 and 1/8 for a result of 256 pixels, with the columns of the mosaic.
MOSAICS = (((1024, 768), 4), ((2048, 1536), 4), ((4032, 3024), 8))


def unless(shared, work):
    """The corpus to use and its folder: the shared one where it is there, and else the small one, made in `work`."""
    if shared:
        return SHARED, shared
    main(work / "small")
    return SMALL, work / "small"


def main(folder):
    shutil.rmtree(folder, ignore_errors=True)
    copy(folder)
    draw(folder / "drawn", photos.drawn())
    profiles(folder)
    write_list(folder)


def sources():
    """Each picture of the repository with its path in the small corpus."""
    for folder, name in PICTURES:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and file.suffix not in NOT_PICTURES and file.name != LEFT_OUT:
                yield file, Path(name) / file.relative_to(ROOT / folder)


def copy(folder):
    for file, name in sources():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, folder / name)


def draw(folder, drawings):
    """The drawings themselves, and files of the usual kinds made of them."""
    folder.mkdir(parents=True)
    pictures = [picture for _, picture in drawings]
    for number, picture in enumerate(pictures):
        picture.save(folder / f"{number}.png")
        for ending, options in WRITTEN:
            picture.save(folder / f"{number}-{ending}", **options)
    with_alpha = pictures[0].copy()
    with_alpha.putalpha(pictures[1].convert("L"))
    with_alpha.save(folder / "alpha.png")
    with_alpha.save(folder / "alpha.webp", lossless=True, exact=True, method=0)
    pictures[2].convert("L").save(folder / "gray.png")
    pictures[3].quantize(64).save(folder / "palette.gif")
    for size, columns in MOSAICS:
        photos.mosaic(drawings, size, columns).save(folder / f"mosaic-{size[0]}.jpg", quality=85, subsampling="4:2:0")


def profiles(folder):
    (folder / "profiles").mkdir()
    for name in PROFILES:
        with Image.open(folder / name) as image:
            (folder / "profiles" / f"{Path(name).stem}.icc").write_bytes(image.info["icc_profile"])


def write_list(folder):
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    with multiprocessing.Pool(PROCESSES, initializer=quiet) as pool:
        found = pool.map(by_pillow, files, chunksize=16)
    with open(folder / MANIFEST, "w", newline="", encoding="utf-8") as list_file:
        rows = csv.writer(list_file, delimiter="\t", quoting=csv.QUOTE_NONE, lineterminator="\n")
        rows.writerow(["path", "format", "wxh", "pillow", "notes"])
        for file, (size, verdict) in zip(files, found):
            path = file.relative_to(folder).as_posix()
            rows.writerow([path, format_of(file), size, verdict, "; ".join(notes(path))])


def by_pillow(file):
    """The size, and whether Pillow decodes the file or only opens it."""
    try:
        with Image.open(file) as image:
            return "x".join(map(str, image.size)), loaded(image)
    except Exception:  # Of broken files Pillow raises nearly everything that Python has.
        return "", "fail-open"


def loaded(image):
    try:
        image.load()
        return "ok"
    except Exception:  # As above.
        return "open"


def format_of(file):
    """By the extension: broken files have a format, too."""
    name = file.suffix[1:].upper()
    return FORMATS.get(name, name)


def notes(path):
    """The folder, which the tables count, and what marks a file as hostile."""
    return [path.split("/")[0]] + ["hostile"] * path.startswith(HOSTILE)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
