"""Where the drawn files go."""

from pathlib import Path

INPUTS = Path(__file__).resolve().parent.parent / "inputs"


def write(name, data):
    """Writes a file; `name` is its path in the folder of inputs."""
    path = INPUTS / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(data))


def read(name):
    return (INPUTS / name).read_bytes()
