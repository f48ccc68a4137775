"""Pillow with pillow-heif, which decodes with libheif and libde265: with_pillow.py for HEIC.

usage: with_pillow_heif.py FILE WxH...      a JPEG of quality 80 for each box
       with_pillow_heif.py --version
"""

import sys

import pillow_heif

import with_pillow


def main(arguments):
    if arguments == ["--version"]:
        print(f"pillow-heif {pillow_heif.__version__} with libheif {pillow_heif.libheif_version()}")
        return
    pillow_heif.register_heif_opener()
    # There is one core.
    pillow_heif.options.DECODE_THREADS = 1
    with_pillow.main(arguments)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
