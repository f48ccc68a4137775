"""What the signer is told, in variables, of which most are the function's own."""

import json
from dataclasses import dataclass

MEBIBYTE = 1 << 20
# What `max-file-bytes` of a recipe is by itself. Larger uploads would be rejected by the function.
MAX_BYTES = 256 * MEBIBYTE
# How long after signing an upload may begin.
UPLOAD_SECONDS = 300


class Wrong(Exception):
    """A variable that is missing or has a wrong value."""


@dataclass(frozen=True)
class Settings:
    """Where uploads may go, and what the function makes of them."""

    bucket: str
    destination: str
    origin: str
    prefix: str = ""
    max_bytes: int = MAX_BYTES
    recipe: str | None = "{}"
    upload_seconds: int = UPLOAD_SECONDS

    @staticmethod
    def read(variables, read_object):
        """The settings of a process's environment. `read_object(bucket, key)` reads a recipe that lies on S3."""

        def required(name):
            if not variables.get(name):
                raise Wrong(f"{name} is not set")
            return variables[name]

        def number(name, default, most):
            text = variables.get(name) or str(default)
            if not text.isdecimal() or not 1 <= int(text) <= most:
                raise Wrong(f'{name} is "{text}"; expected 1 to {most}')
            return int(text)

        bucket = required("THUMBOX_UPLOAD_BUCKET")
        destination = variables.get("THUMBOX_DEST_BUCKET") or "{bucket}-resized"
        prefix = variables.get("THUMBOX_UPLOAD_PREFIX", "")
        if prefix.startswith("/") or (prefix and not prefix.endswith("/")):
            raise Wrong(f'THUMBOX_UPLOAD_PREFIX is "{prefix}"; expected folders such as "uploads/"')
        return Settings(
            bucket=bucket,
            destination=destination.replace("{bucket}", bucket),
            origin=required("THUMBOX_UPLOAD_ORIGIN"),
            prefix=prefix,
            # S3 takes at most 5 GiB in one PUT.
            max_bytes=number("THUMBOX_UPLOAD_MAX_BYTES", MAX_BYTES, 5 * 1024 * MEBIBYTE),
            recipe=recipe(variables, read_object),
            # A week is what a signature can be good for.
            upload_seconds=number("THUMBOX_UPLOAD_SECONDS", UPLOAD_SECONDS, 604_800),
        )

    def shown(self):
        """What a page has to know before it asks."""
        return {
            "bucket": self.bucket,
            "destination": self.destination,
            "prefix": self.prefix,
            "maxBytes": self.max_bytes,
            "recipe": self.recipe,
        }


def recipe(variables, read_object):
    """The function's recipe as text: what THUMBOX_RECIPE names, or what the other variables say, in JSON.

    None where it is a file in the function's package, which the function alone has.
    """
    given = variables.get("THUMBOX_RECIPE", "").strip()
    # The order in which the function tells these apart: host-lambda/src/settings.rs.
    if given.startswith("{"):
        return given
    if given.startswith("s3://"):
        bucket, _, key = given.removeprefix("s3://").partition("/")
        return read_object(bucket, key)
    if given:
        return given if "=" in given or "\n" in given else None
    output = {}
    for name in ("width", "height", "format", "quality"):
        if text := variables.get(f"THUMBOX_{name.upper()}", "").strip():
            output[name] = int(text) if text.isdecimal() else text
    return json.dumps({"output": output} if output else {})
