"""The program `thumbox`, as the runners of the command line and of the Lambda handler start it."""

import subprocess

from protocol import HostFailed, Refused

# The cases of `error` in wit/resize.wit. What a host says beside them is about itself.
CASES = frozenset(
    "unsupported-format malformed truncated too-large invalid-options limit-exceeded needs-codec".split()
)
# A large animation on a busy machine takes seconds; the component's own deadline is half a minute.
LIMIT_SECONDS = 120


class Program:
    """The program at a path."""

    def __init__(self, path):
        self.path = path
        # "thumbox 1.2.3" and "component 89affc...", and then "codec avif 0d64..." for each codec.
        version, component, *codecs = self.run(["--version"], None).stdout.splitlines()
        self.version = version
        self.component = component.removeprefix("component ")
        self.codecs = dict(line.removeprefix("codec ").split(" ") for line in codecs)

    def run(self, arguments, folder):
        """Runs it in a folder, to its end."""
        return subprocess.run(
            [self.path, *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )


def refusal(kind, message):
    """The exception for a failure that the program reports."""
    if kind in CASES:
        return Refused(kind)
    return HostFailed(f"{kind}: {message}")
