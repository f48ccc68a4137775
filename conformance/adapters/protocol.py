"""The protocol of runners, for those in Python: JSON lines over standard input and output, one answer for each request.

conformance/README.md describes the lines.
"""

import hashlib
import json
import sys
from functools import partial
from pathlib import Path


class Refused(Exception):
    """The component refused the picture or the request. The text is the case of WIT's `error`, such as `too-large`."""


class HostFailed(Exception):
    """The host did something that none of the component's answers explains. The text is a sentence."""


def serve(engine, component, codecs, omits, answer):
    """Says what this host is, then answers each request with what `answer(path, recipe)` returns or raises.

    `codecs` has the digest of each codec by its name. `omits` names what this host does not tell of a result: `warnings`, `thumbhash`, `quality`, `frames`.
    """
    write({"engine": engine, "component": component, "codecs": codecs, "omits": omits})
    for line in sys.stdin:
        request = json.loads(line)
        write(answered(partial(answer, Path(request["input"]), request["recipe"])))


def answered(make):
    """The answer that `make()` gives or raises. Whatever goes wrong in the host is one too, so that the others come."""
    try:
        outputs, warnings = make()
    except Refused as refusal:
        return {"error": str(refusal)}
    except HostFailed as failure:
        return {"failure": str(failure)}
    except Exception as error:
        return {"failure": f"{type(error).__name__}: {error}"}
    return {"outputs": outputs, "warnings": warnings}


def described(data, **facts):
    """An output with its length and digest, which are of the bytes that came out of the host."""
    given = {name: value for name, value in facts.items() if value is not None}
    return {**given, "bytes": len(data), "sha256": sha256(data)}


def sha256(data):
    """In hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def write(line):
    """One line, at once: the driver waits for it."""
    print(json.dumps(line), flush=True)
