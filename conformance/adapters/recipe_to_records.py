"""A recipe in JSON as the records of wit/resize.wit, in the shapes of Python's `wasmtime`.

A record is a `Record` with attributes named as in WIT, an enum a text, flags are a set of texts, and an option that is
absent is `None`. A variant is a `Variant`, but for those whose cases have Python types of their own: such a value stands
for itself. `position` is one of these (text, `Record`, `None`), and because its last case is `None`, an optional
position needs a `Variant` around it.

The words and shapes that a recipe may have are those of the crate `recipe`. A vector's recipe was checked by it, so here
only what is unknown is refused.
"""

import re

from wasmtime.component import Record, Variant

# Where a recipe's word is another than that of WIT.
FILTERS = {"linear": "bilinear", "cubic": "catmull-rom"}
SUBSAMPLINGS = {"4:4:4": "yuv444", "4:2:0": "yuv420"}
KINDS = {"all": "everything"}
FORMATS = {"jpg": "jpeg"}
GRAVITIES = {
    "centre": "center",
    "top": "north",
    "right top": "northeast",
    "top right": "northeast",
    "right": "east",
    "right bottom": "southeast",
    "bottom right": "southeast",
    "bottom": "south",
    "left bottom": "southwest",
    "bottom left": "southwest",
    "left": "west",
    "left top": "northwest",
    "top left": "northwest",
}
COLORS = {"white": (255, 255, 255, 255), "black": (0, 0, 0, 255), "transparent": (0, 0, 0, 0)}
UNITS = {"": 1, "B": 1, "kB": 1000, "KB": 1000, "KiB": 1 << 10, "MB": 10**6, "MiB": 1 << 20, "GB": 10**9, "GiB": 1 << 30}

# What a recipe says where the result goes, which is nothing to the component.
DELIVERY = {"key", "bucket", "cache-control", "storage-class", "tags", "copy-metadata"}


def records(recipe):
    """The arguments `targets` and `options` of `resize`."""
    fields = Fields(recipe)
    outputs = fields.take("outputs", fields.take("output", {}))
    options = options_record(fields.take("options", {}))
    fields.refuse_others()
    outputs = outputs if isinstance(outputs, list) else [outputs]
    return [target_record(output) for output in outputs], options


def target_record(output):
    """The record `target`."""
    fields = Fields({name: value for name, value in output.items() if name not in DELIVERY})
    sized = {name: fields.take(name) for name in ["width", "height", "scale", "crop"]}
    # A recipe that says nothing about a size means a thumbnail.
    if all(value is None for value in sized.values()):
        sized["width"] = sized["height"] = 128
    ratio = fields.take("device-pixel-ratio", fields.take("dpr"))
    target = record(
        {
            "width": sized["width"],
            "height": sized["height"],
            "scale": number(sized["scale"]),
            "device-pixel-ratio": number(ratio),
            "fit": fields.take("fit"),
            "position": position(fields.take("position")),
            "crop": crop(sized["crop"]),
            "background": color(fields.take("background")),
            "enlarge": fields.take("enlarge"),
            "shrink": fields.take("shrink"),
            "filter": word(fields.take("filter"), FILTERS),
            "linear": fields.take("linear"),
            "sharpen": fields.take("sharpen"),
            "keep": kinds(fields.take("keep")),
            "animation": fields.take("animation"),
            "encoding": encoding(fields),
            "max-bytes": byte_count(fields.take("max-bytes")),
            "thumbhash": fields.take("thumbhash"),
        }
    )
    fields.refuse_others()
    return target


def options_record(options):
    """The record `options`."""
    fields = Fields(options)
    made = record(
        {
            "max-pixels": fields.take("max-pixels"),
            "max-frames": fields.take("max-frames"),
            "max-file-bytes": byte_count(fields.take("max-file-bytes")),
            "max-side": fields.take("max-side"),
            "max-scans": fields.take("max-scans"),
            "max-work": fields.take("max-work"),
            "tolerant": fields.take("tolerant"),
        }
    )
    fields.refuse_others()
    return made


def encoding(fields):
    """The variant `encoding`. In a recipe the options of all formats stand side by side; each format gets its own."""
    tag = word(fields.take("format", "auto"), FORMATS)
    quality = fields.take("quality")
    effort = fields.take("effort")
    palette = fields.take("palette")
    colors = fields.take("colors")
    dither = number(fields.take("dither"))
    lossless = fields.take("lossless")
    has_palette = palette is True
    is_lossy = lossless is not True
    jpeg = record(
        {
            "quality": quality,
            "progressive": fields.take("progressive"),
            "chroma-subsampling": word(fields.take("chroma-subsampling"), SUBSAMPLINGS),
        }
    )
    png = record(
        {
            "effort": effort,
            "palette": palette,
            "colors": colors if has_palette else None,
            "dither": dither if has_palette else None,
            "depth": fields.take("depth"),
        }
    )
    webp = record(
        {
            "lossless": lossless,
            "quality": quality if is_lossy else None,
            "effort": effort if is_lossy else None,
        }
    )
    gif = record({"colors": colors, "dither": dither})
    each = {"jpeg": jpeg, "png": png, "webp": webp, "gif": gif}
    return Variant(tag, each[tag] if tag != "auto" else record(each))


def position(value):
    """An optional variant `position`: a word, `"0.3,0.7"`, or the fields x and y."""
    if value is None:
        return Variant("none")
    if value == "attention":
        return Variant("some", None)
    if isinstance(value, str) and "," in value:
        x, y = value.split(",")
        return Variant("some", record({"x": float(x), "y": float(y)}))
    if isinstance(value, dict):
        return Variant("some", record({"x": float(value["x"]), "y": float(value["y"])}))
    return Variant("some", word(value, GRAVITIES))


def crop(value):
    """The record `region`: `"LEFT,TOP,WIDTH,HEIGHT"` or its fields."""
    if isinstance(value, str):
        value = dict(zip(["left", "top", "width", "height"], map(int, value.split(",")), strict=True))
    return value and record(value)


def color(text):
    """The record `color`: a word, #rgb, #rrggbb or #rrggbbaa."""
    if text is None:
        return None
    channels = COLORS.get(text)
    if channels is None:
        digits = text.removeprefix("#")
        if len(digits) == 3:
            digits = "".join(digit * 2 for digit in digits)
        channels = (*bytes.fromhex(digits), 255)[:4]
    return record(dict(zip(["red", "green", "blue", "alpha"], channels, strict=True)))


def kinds(value):
    """The flags `metadata`: a list of words, or words between commas."""
    if isinstance(value, str):
        value = [kind.strip() for kind in value.split(",")]
    return None if value is None else {word(kind, KINDS) for kind in value}


def byte_count(value):
    """A number, or a text such as `20kB`."""
    if not isinstance(value, str):
        return value
    digits, unit = re.fullmatch(r"(\d+)\s*(\w*)", value.strip()).groups()
    return int(digits) * UNITS[unit]


def number(value):
    """What is a fraction in WIT may be a whole number in JSON."""
    return None if value is None else float(value)


def word(value, others):
    """The word of WIT."""
    return others.get(value, value)


def record(fields):
    """A record with these fields."""
    made = Record()
    for name, value in fields.items():
        setattr(made, name, value)
    return made


class Fields:
    """Fields of a recipe that are taken one by one. What is left in the end is unknown here, and must not be ignored."""

    def __init__(self, fields):
        self.left = dict(fields)

    def take(self, name, default=None):
        """The field's value, or the default where it is absent or null."""
        value = self.left.pop(name, None)
        return default if value is None else value

    def refuse_others(self):
        """Raises an error for a field that was not taken."""
        if self.left:
            raise ValueError(f"recipe_to_records.py does not know the recipe's fields {sorted(self.left)}")
