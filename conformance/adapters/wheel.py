"""The runner of the Python package `thumbox`, which is installed where this runs."""

import platform

import thumbox

from program import refusal
from protocol import HostFailed, described, serve


def answer(path, recipe):
    """The outputs, and the kinds of warnings."""
    try:
        results = thumbox.resize_all(path, recipe)
    except thumbox.Error as error:
        raise refusal(error.kind, str(error)) from error
    outputs = [output(result) for result in results]
    return outputs, [warning.kind for warning in results[0].warnings]


def output(result):
    """What the package says about a result. Its digest must be that of the bytes."""
    made = described(
        result.data,
        format=result.format,
        width=result.width,
        height=result.height,
        frames=result.frames,
        quality=result.quality,
        thumbhash=None if result.thumbhash is None else result.thumbhash.hex(),
    )
    if result.sha256 != made["sha256"]:
        raise HostFailed(f"the package says {result.sha256}, which is not the digest of the bytes")
    return made


if __name__ == "__main__":
    engine = f"thumbox {thumbox.__version__} of Python {platform.python_version()}"
    serve(engine, thumbox.COMPONENT_SHA256, dict(thumbox.codecs()), [], answer)
