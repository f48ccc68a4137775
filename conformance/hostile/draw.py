"""Draws all bombs into a folder, and their list.

usage: draw.py FOLDER [--quick]: one file a bomb, without the slow ones where it is to be quick; `bombs.json` has what must come of each, and `good` two pictures that are made after it.
"""

import json
import shutil
import sys
import zlib
from pathlib import Path

import gif
import jpeg
import others
import png
import profiles
import tiff
import webp
from bomb import NO_BOMB, THUMBNAIL, Bomb

# Of this repository, made by libjpeg's own encoder.
PHOTO = Path(__file__).resolve().parents[2] / "jpeg-shrink/tests/pictures/420-progressive.jpg"
NONE = Bomb(NO_BOMB, "a small picture, to compare with", png.small, THUMBNAIL)
BOMBS = [NONE] + [bomb for module in (jpeg, png, profiles, gif, webp, tiff, others) for bomb in module.BOMBS]


def main(folder, quick):
    folder.mkdir(parents=True, exist_ok=True)
    good(folder / "good")
    listed = []
    for bomb in BOMBS:
        if quick and bomb.slow:
            continue
        path = folder / f"{bomb.name.replace('/', '-')}.{bomb.name.split('/')[0]}"
        write(path, bomb.draw())
        listed.append(
            {
                "name": bomb.name,
                "what": bomb.what,
                "path": str(path),
                "bytes": path.stat().st_size,
                "expected": bomb.expected,
                "recipe": bomb.recipe,
                "beyond": bomb.beyond,
            }
        )
    names = [bomb.name for bomb in BOMBS]
    assert len(set(names)) == len(names), "names are unique"
    text = json.dumps({"all": not quick, "bombs": listed}, indent=1)
    (folder / "bombs.json").write_text(text, encoding="utf-8")


def good(folder):
    """A JPEG and a PNG: what a bomb left behind would be where both are decoded."""
    folder.mkdir(exist_ok=True)
    shutil.copy(PHOTO, folder / "photo.jpg")
    rows = b"".join(b"\0" + bytes((x * 3 + y * channel) & 255 for x in range(400) for channel in (1, 2, 3)) for y in range(300))
    (folder / "ramp.png").write_bytes(png.png(png.header(400, 300, 8, 2), data=zlib.compress(rows)))


def write(path, drawn):
    """Bytes, or the start and the length of a file whose rest is a hole."""
    start, length = drawn if isinstance(drawn, tuple) else (drawn, len(drawn))
    with open(path, "wb") as file:
        file.write(start)
        file.truncate(length)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["--quick"]):
        sys.exit(__doc__)
    main(Path(sys.argv[1]), len(sys.argv) == 3)
