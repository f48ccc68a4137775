"""Ten animations of the kinds that people send, as GIF, and some of them as WebP and APNG, too.

usage: drawn.py FOLDER GIFSICLE [CORPUS]

Draws them into FOLDER. `gifsicle -O2` leaves out of the GIFs what does not change, as those on the web have it. Photographs
are those of CORPUS, else drawings.
"""

import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

# The photographs are those that the benchmarks measure.
sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import photos  # noqa: E402

WIDTH, HEIGHT = SIZE = (480, 360)
MILLISECONDS = 60
PHOTO = (600, 450)
FLOYD_STEINBERG, PLAIN = Image.Dither.FLOYDSTEINBERG, Image.Dither.NONE
DARK, WHITE = (20, 20, 30), (255, 255, 255)


def main(folder, gifsicle, corpus=None):
    """The files, in a fixed order."""
    folder.mkdir(parents=True)
    found = [photo for _, photo in (photos.of_corpus(corpus) if corpus else photos.drawn())]
    one, other = (cropped(photo, PHOTO) for photo in (found[0], found[len(found) // 2]))
    numbers = np.random.default_rng(5)
    head = talking_head(one, other)
    text = scroll()
    badge = sticker()
    gifs = {
        "screencast": one_palette(screencast(), -1, PLAIN),
        "talking-head": one_palette(head, 0, FLOYD_STEINBERG),
        "sprite": one_palette(sprite(), 5, PLAIN),
        "fade": own_palettes(fade(one, other), FLOYD_STEINBERG),
        "sticker": badge,
        "dithered-photo": one_palette(zoom(other), 0, FLOYD_STEINBERG),
        "chart": own_palettes(chart(numbers), PLAIN, 16),
        "particles": one_palette(particles(numbers), 0, PLAIN),
        "scroll": own_palettes(text, PLAIN, 16),
        "pan": own_palettes(pan(other), FLOYD_STEINBERG),
    }
    for name, frames in gifs.items():
        # What is transparent moves only in the sticker.
        save(folder / f"{name}.gif", frames, disposal=2 if name == "sticker" else 1)
        subprocess.run([gifsicle, "-O2", "--batch", folder / f"{name}.gif"], check=True, stderr=subprocess.DEVNULL)
    save(folder / "talking-head.webp", head, quality=80)
    save(folder / "noisy.webp", [noisy(frame, numbers) for frame in head], quality=90)
    save(folder / "sticker.webp", badge, lossless=True)
    save(folder / "sticker.png", badge)
    save(folder / "fade.png", fade(one, other))
    save(folder / "scroll.png", text)
    return sorted(folder.iterdir(), key=lambda file: (file.suffix, list(gifs).index(file.stem) if file.stem in gifs else 0))


def cropped(photo, size):
    """The middle of a photograph, of this size."""
    scale = max(side / of for side, of in zip(size, photo.size))
    photo = photo.resize([max(side, round(of * scale)) for side, of in zip(size, photo.size)], Image.Resampling.LANCZOS)
    left, top = ((of - side) // 2 for side, of in zip(size, photo.size))
    return photo.crop((left, top, left + size[0], top + size[1]))


def save(path, frames, **options):
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=MILLISECONDS, loop=0, **options)


def one_palette(frames, number, dither):
    """All frames with the palette that fits one of them."""
    palette = frames[number].quantize(256, dither=PLAIN)
    return [frame.quantize(palette=palette, dither=dither) for frame in frames]


def own_palettes(frames, dither, colors=256):
    return [frame.quantize(colors, dither=dither) for frame in frames]


def screencast():
    """Windows with text that is being typed, and a pointer."""
    font = ImageFont.load_default(14)
    base = Image.new("RGB", SIZE, (245, 246, 248))
    draw = ImageDraw.Draw(base)
    draw.rectangle((0, 0, WIDTH, 30), fill=(50, 60, 80))
    draw.rectangle((0, 30, 100, HEIGHT), fill=(225, 228, 233))
    for number in range(12):
        draw.text((12, 44 + number * 24), f"item {number}", fill=(60, 60, 70), font=font)
    line = "the quick brown fox jumps over the lazy dog"
    frames = []
    for number in range(24):
        frame = base.copy()
        draw = ImageDraw.Draw(frame)
        typed, rest = divmod(number * 14, len(line))
        for row in range(typed + 1):
            draw.text((116, 44 + row * 24), line if row < typed else line[:rest], fill=DARK, font=font)
        x, y = 120 + number * 12, 200 + int(60 * np.sin(number / 4))
        draw.polygon([(x, y), (x + 12, y + 12), (x, y + 17)], fill=(0, 0, 0))
        frames.append(frame)
    return frames


def talking_head(one, other):
    """A photograph, in which only an ellipse changes."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    still = np.asarray(one.crop((60, 40, 60 + WIDTH, 40 + HEIGHT)), np.float64)
    frames = []
    for number in range(16):
        moving = np.asarray(other.crop((5 * number, 40, 5 * number + WIDTH, 40 + HEIGHT)), np.float64)
        distance = ((columns - 240) / 80) ** 2 + ((rows - 220 - 8 * np.sin(number)) / 44) ** 2
        share = np.exp(-distance)[..., None]
        frames.append(picture(still * (1 - share) + moving * share))
    return frames


def noisy(frame, numbers):
    return picture(np.asarray(frame) + numbers.normal(0, 2, (HEIGHT, WIDTH, 3)))


def picture(samples):
    return Image.fromarray(np.clip(np.round(samples), 0, 255).astype(np.uint8))


def sprite():
    """A figure of few colours that walks over tiles."""
    background = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(background)
    for y in range(0, HEIGHT, 24):
        for x in range(0, WIDTH, 24):
            tile = (60 + (x * 7 + y * 5) % 40, 140 + (x * 3 + y) % 30, 60)
            draw.rectangle((x, y, x + 23, y + 23), fill=tile)
    frames = []
    for number in range(20):
        frame = background.copy()
        draw = ImageDraw.Draw(frame)
        x, y = 20 + number * 18, 160 + number % 4 * 8
        draw.rectangle((x, y, x + 48, y + 60), fill=(200, 40, 40))
        draw.rectangle((x + 8, y - 28, x + 40, y), fill=(240, 200, 160))
        draw.rectangle((x + 16, y - 16, x + 20, y - 10), fill=(0, 0, 0))
        frames.append(frame)
    return frames


def fade(one, other):
    """From one photograph to another; every pixel changes in every frame."""
    return [Image.blend(one, other, number / 15).crop((0, 0, *SIZE)) for number in range(16)]


def sticker():
    """A face that circles on nothing."""
    frames = []
    for number in range(16):
        frame = Image.new("RGBA", (WIDTH * 2, HEIGHT * 2))
        draw = ImageDraw.Draw(frame)
        x = WIDTH + int(160 * np.cos(number * 0.39))
        y = HEIGHT + int(120 * np.sin(number * 0.39))
        draw.ellipse((x - 180, y - 180, x + 180, y + 180), fill=(255, 210, 40), outline=(120, 80, 0), width=12)
        draw.ellipse((x - 90, y - 80, x - 40, y - 10), fill=(60, 40, 0))
        draw.ellipse((x + 40, y - 80, x + 90, y - 10), fill=(60, 40, 0))
        draw.arc((x - 100, y - 40, x + 100, y + 120), 20, 160, fill=(120, 40, 0), width=16)
        frames.append(frame.resize(SIZE, Image.Resampling.LANCZOS))
    return frames


def zoom(photo):
    """A photograph that comes nearer."""
    frames = []
    for number in range(16):
        x, y = number * 3, number * 2
        frames.append(photo.crop((x, y, PHOTO[0] - x, PHOTO[1] - y)).resize(SIZE, Image.Resampling.BICUBIC))
    return frames


def chart(numbers):
    """A line that grows."""
    points, frames = [(20, 300)], []
    for number in range(24):
        points.append((20 + number * 18, int(180 + 100 * np.sin(number / 3) + numbers.normal(0, 16))))
        frame = Image.new("RGB", SIZE, WHITE)
        draw = ImageDraw.Draw(frame)
        draw.line([(20, 20), (20, 340), (460, 340)], fill=(0, 0, 0), width=2)
        draw.line(points, fill=(30, 100, 200), width=4)
        frames.append(frame)
    return frames


def particles(numbers):
    """Balls of many colours."""
    places = numbers.random((60, 2)) * SIZE
    speeds = numbers.normal(0, 6, (60, 2))
    colors = numbers.integers(0, 255, (60, 3))
    frames = []
    for _ in range(20):
        frame = Image.new("RGB", SIZE, (10, 10, 30))
        draw = ImageDraw.Draw(frame)
        for (x, y), color in zip(places, colors):
            draw.ellipse((x - 8, y - 8, x + 8, y + 8), fill=tuple(map(int, color)))
        places = (places + speeds) % SIZE
        frames.append(frame)
    return frames


def scroll():
    """Text that moves up."""
    font = ImageFont.load_default(15)
    page = Image.new("RGB", (WIDTH, 2 * HEIGHT), (255, 255, 240))
    draw = ImageDraw.Draw(page)
    for number in range(36):
        draw.text((16, number * 20), f"Line {number}: lorem ipsum dolor sit amet, consectetur", fill=DARK, font=font)
    return [page.crop((0, number * 12, WIDTH, number * 12 + HEIGHT)) for number in range(20)]


def pan(photo):
    """A view that moves over a photograph."""
    return [photo.crop((number * 7, number * 5, number * 7 + WIDTH, number * 5 + HEIGHT)) for number in range(16)]


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2], *map(Path, sys.argv[3:]))
