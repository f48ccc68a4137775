#!/usr/bin/env python3
"""Makes the JPEG files beside it, and exact.tsv, with cjpeg and djpeg of libjpeg-turbo (2.1.5 made those in the
repository). Run it in its folder: python3 make.py

exact.tsv: file, M, FNV-1a (64 bits) of the samples that `djpeg -scale M/8 -dct int` gives. Full size always; 3/8 where chroma
is not stored at half the size both ways; 1/8 where it is stored at the full size. At other sizes libjpeg-turbo's small
transforms differ from ours by design (src/idct.rs), and it has no transform that enlarges chroma along one side.
"""

import subprocess

SCRIPTS = {
    "one-by-one": "0;\n1;\n2;\n",
    "two-and-one": "0 1;\n2;\n",
    # Bands and bits in an order that no encoder uses by default, each refined three times.
    "refined": "0: 0-0,0,3;\n1: 0-0,0,1;\n2: 0-0,0,1;\n0: 1-2,0,3;\n0: 3-63,0,3;\n0: 1-63,3,2;\n0: 1-63,2,1;\n"
    "0: 0-0,3,2;\n0: 0-0,2,1;\n0 1 2: 0-0,1,0;\n1: 1-63,0,1;\n2: 1-63,0,1;\n0: 1-30,1,0;\n0: 31-63,1,0;\n"
    "1: 1-63,1,0;\n2: 1-5,1,0;\n2: 6-63,1,0;\n",
    # High frequencies first: scans that small sizes skip, also between those that they need.
    "late": "0 1 2: 0-0,0,0;\n0: 10-63,0,2;\n0: 10-63,2,1;\n0: 10-63,1,0;\n0: 1-9,0,1;\n0: 1-9,1,0;\n1: 5-63,0,0;\n"
    "1: 1-4,0,0;\n2: 1-63,0,1;\n2: 1-63,1,0;\n",
}

# Name, picture, cjpeg's options, and the exact sizes in eighths.
FILES = [
    ("gray", "gray", "-quality 85", (8, 3, 1)),
    ("gray-progressive", "gray", "-quality 85 -progressive", (8, 3, 1)),
    ("gray-restart", "gray", "-quality 85 -restart 3B", (8, 3, 1)),
    ("gray-2x2", "gray", "-quality 85 -sample 2x2", (8, 3, 1)),
    ("444", "color", "-quality 90 -sample 1x1", (8, 3, 1)),
    ("444-q100", "color", "-quality 100 -sample 1x1", (8, 3, 1)),
    ("444-16-bit-quantisers", "color", "-quality 3 -sample 1x1", (8, 3, 1)),
    ("422", "color", "-quality 85 -sample 2x1", (8, 3)),
    ("440", "color", "-quality 85 -sample 1x2", (8, 3)),
    ("420", "color", "-quality 85 -sample 2x2", (8,)),
    ("420-optimised", "color", "-quality 60 -sample 2x2 -optimize", (8,)),
    ("420-restart", "color", "-quality 85 -sample 2x2 -restart 2B", (8,)),
    ("420-progressive", "color", "-quality 85 -sample 2x2 -progressive", (8,)),
    ("420-progressive-restart", "color", "-quality 85 -sample 2x2 -progressive -restart 1B", (8,)),
    ("420-arithmetic", "color", "-quality 85 -sample 2x2 -arithmetic", (8,)),
    ("420-arithmetic-restart", "color", "-quality 85 -sample 2x2 -arithmetic -restart 1", (8,)),
    ("420-arithmetic-progressive", "color", "-quality 85 -sample 2x2 -arithmetic -progressive", (8,)),
    ("411", "color", "-quality 85 -sample 4x1", (8, 3)),
    ("410", "color", "-quality 85 -sample 4x2", (8,)),
    ("1x4", "color", "-quality 85 -sample 1x4", (8, 3)),
    ("3x1", "color", "-quality 85 -sample 3x1", (8, 3, 1)),
    ("crossed", "color", "-quality 85 -sample 2x1,1x2,1x1", (8,)),
    ("mixed", "color", "-quality 85 -sample 2x2,2x1,1x2", (8, 3)),
    ("small-luma", "color", "-quality 85 -sample 1x1,2x2,2x2", (8,)),
    ("rgb", "color", "-quality 85 -rgb", (8, 3, 1)),
    ("rgb-progressive", "color", "-quality 85 -rgb -progressive", (8, 3, 1)),
    ("one-by-one", "color", "-quality 85 -sample 2x2 -scans one-by-one", (8,)),
    ("one-by-one-restart", "color", "-quality 85 -sample 2x1 -restart 4B -scans one-by-one", (8, 3)),
    ("two-and-one", "color", "-quality 85 -sample 2x1 -scans two-and-one", (8, 3)),
    ("refined", "color", "-quality 85 -sample 2x2 -scans refined", (8,)),
    ("late", "color", "-quality 85 -sample 2x1 -scans late", (8, 3)),
    ("tiny", "tiny", "-quality 85 -sample 2x2", (8,)),
    ("narrow", "narrow", "-quality 85 -sample 2x2", (8,)),
]


def picture(width, height, channels):
    """Discs on a gradient, with a patch of noise."""
    samples = bytearray()
    state = 1
    for y in range(height):
        for x in range(width):
            for c in range(channels):
                value = 40 + x * (90 + 30 * c) // width + y * (80 - 20 * c) // height
                if (x - 12 - 9 * c) ** 2 + (y - 14) ** 2 < 80:
                    value = 255 - 60 * c
                if (x - 30) ** 2 + (y - 25 + 4 * c) ** 2 < 30:
                    value = 10
                state = (state * 1103515245 + 12345) & 0x7FFFFFFF
                if x > width // 2 and y > height * 2 // 3:
                    value += (state >> 16) % 61 - 30
                samples.append(max(0, min(255, value)))
    return (b"P%d\n%d %d\n255\n" % (5 if channels == 1 else 6, width, height)) + bytes(samples)


PICTURES = {
    "gray": picture(61, 43, 1),
    "color": picture(61, 43, 3),
    "tiny": picture(1, 1, 3),
    "narrow": picture(5, 35, 3),
}


def digest(pnm):
    samples = pnm.split(b"\n", 3)[3]
    value = 0xCBF29CE484222325
    for byte in samples:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def main():
    lines = []
    for name, source, options, exact in FILES:
        options = options.split()
        if "-scans" in options:
            script = options[options.index("-scans") + 1]
            with open("/tmp/scans", "w") as file:
                file.write(SCRIPTS[script])
            options[options.index("-scans") + 1] = "/tmp/scans"
        made = subprocess.run(["cjpeg", *options], input=PICTURES[source], stdout=subprocess.PIPE, check=True)
        with open(name + ".jpg", "wb") as file:
            file.write(made.stdout)
        for eighths in exact:
            command = ["djpeg", "-scale", "%d/8" % eighths, "-dct", "int", "-pnm", name + ".jpg"]
            shown = subprocess.run(command, stdout=subprocess.PIPE, check=True)
            lines.append("%s\t%d\t%016x\n" % (name, eighths, digest(shown.stdout)))
    with open("exact.tsv", "w") as file:
        file.writelines(lines)


main()
