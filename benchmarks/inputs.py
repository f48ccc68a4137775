"""The pictures that are measured: made as mosaics of photographs, or those that are named.

usage: inputs.py FOLDER [--corpus CORPUS] [FILE...]

Makes the pictures in FOLDER, once, where no FILE is named. Prints a JSON line for each picture: its path, what it is,
and, first of all, one line that says what the pictures are made of.
"""

import argparse
import io
import json
import re
import subprocess
from pathlib import Path

import PIL
import pillow_heif
from PIL import Image, JpegImagePlugin

import photos

pillow_heif.register_heif_opener()

# Twelve megapixels as phones have them, fifty, and what a page shows.
TWELVE = (4032, 3024), 8
FIFTY = (8160, 6120), 16
SMALL = (1280, 853), 4
# Bits a pixel. What phones store has 2 to 3; pictures that have been through an editor or a messenger, less.
PHONE = 2.5
LIGHT = 1.45
SUBSAMPLINGS = {0: "4:4:4", 1: "4:2:2", 2: "4:2:0"}


def main(folder, corpus, files):
    if files:
        print(json.dumps({"made_of": []}))
        for file in files:
            print(json.dumps(described(file)))
        return
    tiles = photos.of_corpus(corpus) if corpus else photos.drawn()
    folder.mkdir(parents=True, exist_ok=True)
    # Written last, so that what was broken off is made again.
    made_of = sorted({name for name, _ in tiles})
    record = folder / "made-of.json"
    wanted = json.dumps({"made_of": made_of, "by": makers()})
    if not record.is_file() or record.read_text() != wanted:
        make(folder, tiles)
        record.write_text(wanted)
    print(json.dumps({"made_of": made_of}))
    for name in NAMES:
        print(json.dumps(described(folder / name)))


NAMES = (
    "12mp-phone.jpg",
    "12mp-light.jpg",
    "12mp-progressive.jpg",
    "50mp.jpg",
    "50mp-progressive.jpg",
    "12mp.png",
    "12mp.webp",
    "12mp.avif",
    "12mp.heic",
    "12mp.jxl",
    "1280x853.jpg",
)


def makers():
    """What the pictures depend on besides the photographs."""
    return [PIL.__version__, pillow_heif.__version__, Path(__file__).read_text(), Path(photos.__file__).read_text()]


def make(folder, tiles):
    twelve = photos.mosaic(tiles, *TWELVE)
    phone = quality_for(twelve, PHONE)
    light = quality_for(twelve, LIGHT)
    twelve.save(folder / "12mp-phone.jpg", quality=phone, subsampling="4:2:0")
    twelve.save(folder / "12mp-light.jpg", quality=light, subsampling="4:2:0")
    twelve.save(folder / "12mp-progressive.jpg", quality=phone, subsampling="4:2:0", progressive=True)
    twelve.save(folder / "12mp.png")
    twelve.save(folder / "12mp.webp", quality=80)
    twelve.save(folder / "12mp.avif", quality=70)
    # In one piece, where phones make tiles.
    twelve.save(folder / "12mp.heic", quality=70)
    subprocess.run(
        ["cjxl", "--quiet", "-q", "85", folder / "12mp.png", folder / "12mp.jxl"],
        check=True,
        capture_output=True,
    )
    fifty = photos.mosaic(tiles, *FIFTY)
    fifty.save(folder / "50mp.jpg", quality=light, subsampling="4:2:0")
    fifty.save(folder / "50mp-progressive.jpg", quality=light, subsampling="4:2:0", progressive=True)
    photos.mosaic(tiles, *SMALL).save(folder / "1280x853.jpg", quality=phone, subsampling="4:2:0")


def quality_for(image, bits_per_pixel):
    """The lowest quality that takes as many bits a pixel, judged by the upper left quarter."""
    part = image.crop((0, 0, image.width // 2, image.height // 2))
    for quality in range(70, 100):
        if 8 * jpeg_bytes(part, quality) / (part.width * part.height) >= bits_per_pixel:
            return quality
    return 99


def jpeg_bytes(image, quality):
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality, subsampling="4:2:0")
    return file.tell()


def described(path):
    if path.suffix == ".jxl":
        # Pillow does not open it.
        told = subprocess.run(["jxlinfo", path], check=True, capture_output=True, text=True).stdout
        width, height = map(int, re.search(r"(\d+)x(\d+)", told).groups())
        return {"path": str(path), "format": "JXL", "width": width, "height": height, "bytes": path.stat().st_size}
    with Image.open(path) as image:
        width, height = image.size
        jpeg = image.format == "JPEG"
        return {
            "path": str(path),
            "format": image.format,
            "width": width,
            "height": height,
            "progressive": bool(image.info.get("progressive")),
            "subsampling": SUBSAMPLINGS.get(JpegImagePlugin.get_sampling(image)) if jpeg else None,
            "bytes": path.stat().st_size,
        }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("files", type=Path, nargs="*")
    arguments = parser.parse_args()
    main(arguments.folder, arguments.corpus, arguments.files)
