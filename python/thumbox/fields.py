"""Options and limits. Made by `cargo xtask docs` of the lists of fields in the crate `request`."""

from __future__ import annotations

from typing import Literal, TypedDict, Union

__all__ = ["Edges", "LimitOptions", "OutputOptions", "Point", "Region", "Score"]


class Score(TypedDict):
    """The lowest quality with this SSIMULACRA2, 30 to 95."""

    score: float


class Point(TypedDict):
    """A focal point, from 0 to 1."""

    x: float
    y: float


class Region(TypedDict):
    """A part of the image: pixels, or per cent such as ``"25%"``."""

    left: Union[int, str]
    top: Union[int, str]
    width: Union[int, str]
    height: Union[int, str]


class Edges(TypedDict, total=False):
    """Pixels at each edge; 0 where one is left out."""

    top: int
    right: int
    bottom: int
    left: int


class OutputOptions(TypedDict, total=False):
    """One image to make."""

    width: int
    """Width of the box in pixels [default: 128 if no size is given]."""

    height: int
    """Height of the box in pixels [default: 128 if no size is given]."""

    aspect_ratio: str
    """Shape of the box, such as 16:9, where only its width or its height is given."""

    scale: float
    """Scale factor for both sides, 0.001 to 10, instead of width and height."""

    device_pixel_ratio: float
    """Device pixel ratio, 0.1 to 10; multiplies width and height [default: 1]."""

    fit: Literal["inside", "outside", "cover", "cover-down", "contain", "fill"]
    """How the image fits the box: inside, outside, cover, cover-down, contain or fill [default: inside]."""

    position: Union[Literal["center", "north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest"], str, Point]
    """Position for cover, cover-down and contain: center, north, northeast, ...; not for contain: attention (the most salient region) or a focal point X,Y from 0,0 to 1,1 [default: center]."""

    orientation: Literal["apply", "ignore"]
    """The orientation in EXIF or XMP: apply turns the image upright, ignore leaves the pixels as they are stored, and the orientation in kept metadata. HEIC, AVIF and JPEG XL store it elsewhere, and it is always applied [default: apply]."""

    flip: bool
    """Mirror top to bottom, after the EXIF orientation and before rotate [default: false]."""

    flop: bool
    """Mirror left to right, after the EXIF orientation and before rotate [default: false]."""

    rotate: Literal[90, 180, 270]
    """Rotate clockwise by 90, 180 or 270 degrees, before crop and resize: width and height are those of the rotated image."""

    crop: Union[str, Region]
    """Extract this region first, in pixels or percent of the image after EXIF orientation, flip, flop and rotate."""

    enlarge: bool
    """Enlarge images smaller than the box; otherwise they keep their size [default: false]."""

    shrink: bool
    """Scale down images larger than the box. Without it they keep their size, and with cover are cropped to it [default: true]."""

    extend: Union[int, str, Edges]
    """Pixels to add at the edges of the resized image: TOP,RIGHT,BOTTOM,LEFT, or one number for all four."""

    extend_with: Literal["background", "copy", "repeat", "mirror"]
    """What extend adds: background, copy (the nearest pixel), repeat or mirror [default: background]."""

    background: str
    """Background for contain, extend and transparent pixels: #rgb, #rrggbb, #rrggbbaa, transparent, or a basic colour name of CSS such as white [default: white; transparent for contain and extend, if the format has alpha]."""

    filter: Literal["nearest", "bilinear", "mitchell", "catmull-rom", "lanczos3"]
    """Resampling kernel: nearest, bilinear (linear), mitchell, catmull-rom (cubic) or lanczos3 [default: lanczos3]."""

    linear: bool
    """Resample in linear light (slower; keeps fine bright detail) [default: false]."""

    sharpen: bool
    """Sharpen mildly [default: false]."""

    grayscale: bool
    """Make the output gray, as bright as its colours; JPEG and PNG have one component then [default: false]."""

    embedded_thumbnail: bool
    """HEIC and AVIF: use the thumbnail in the file (thmb) where it has twice the output's pixels a side, and the image's shape, transforms and colours; it may show something else than the image. Ignored for other formats and in EXIF [default: false]."""

    animation: Literal["first-frame", "all"]
    """Frames to keep: first-frame or all [default: all for GIF and WebP, first-frame for JPEG, PNG and rasters]."""

    thumbhash: bool
    """Compute a ThumbHash [default: false]."""

    format: Literal["auto", "jpeg", "png", "webp", "gif", "raster"]
    """Output format: auto, jpeg, png, webp, gif or raster; auto: the source's format, or PNG or JPEG if thumbox cannot write it [default: auto]."""

    quality: Union[int, str, Score]
    """Quality of JPEG and lossy WebP, 1 to 100; auto or score=30 to score=95: the lowest with which the output has that SSIMULACRA2 beside the resized picture [default: 80]."""

    progressive: bool
    """JPEG: progressive; false unless effort is 2 or more [default: false, and true from effort 2 on]."""

    chroma_subsampling: Literal["auto", "4:4:4", "4:2:0"]
    """JPEG: chroma subsampling, auto, 4:4:4 or 4:2:0 [default: auto, which is 4:2:0 below quality 90]."""

    tables: Literal["default", "photographic"]
    """JPEG: quantisation tables, default (those of the standard) or photographic, with fewer bytes for the same SSIMULACRA2 [default: default]."""

    lossless: bool
    """WebP: lossless [default: false]."""

    effort: int
    """CPU effort for a smaller file: JPEG 0 to 3, PNG 1 to 10, WebP 0 to 6 [default: 0 for JPEG, 5 for PNG, 2 for WebP]."""

    palette: bool
    """PNG: quantise to a palette [default: only where that is smaller and keeps all colours, or nearly all of a source with a palette]."""

    colors: int
    """GIF, and PNG with a palette: maximum number of palette entries, 2 to 256 [default: 256]."""

    dither: float
    """GIF, and PNG with a palette: level of dithering, 0 to 1: ordered in animations, else error diffusion [default: 1]."""

    depth: Literal[8, 16]
    """PNG and rasters: bit depth, 8 or 16 [default: 8]."""

    max_bytes: Union[int, str]
    """Maximum size of an output, such as 50000, 20kB or 100KiB; JPEG and lossy WebP get the highest quality that fits."""

    shrink_to_fit: bool
    """Make an output smaller that has more than max-bytes in the lowest quality, or where its format has none [default: false]."""

    keep: Union[str, list[Literal["copyright", "icc", "all"]]]
    """Metadata to keep: copyright, icc or all, separated by commas; all includes GPS positions and names [default: none]."""


class LimitOptions(TypedDict, total=False):
    """Limits, and what is done about damage."""

    max_pixels: int
    """Maximum pixels of a source, summed over the frames that are decoded [default: 100000000]."""

    max_frames: int
    """Maximum frames of an animation, if more than the first is decoded [default: 2000]."""

    max_file_bytes: Union[int, str]
    """Maximum size of a source file, such as 20MB [default: 256MiB]."""

    max_side: int
    """Maximum width and height of an output, up to 65535 [default: 16384]."""

    max_scans: int
    """Maximum scans of a JPEG [default: 100]."""

    max_work: int
    """Maximum decoding work, in pixels x scans [default: 2000000000]."""

    tolerant: bool
    """Decode what is left of a damaged image, and fill the rest [default: false]."""
