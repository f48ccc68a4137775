"""The runner of Python's `wasmtime` package: python.py RESIZER.WASM

It loads the component as it is, and has no part of this project but the component and the conversion of recipes. Each
vector gets an instance of its own.
"""

import platform
import sys
from importlib.metadata import version
from pathlib import Path

from wasmtime import Engine, Store, Trap, WasmtimeError
from wasmtime.component import Component, Linker, Variant

from protocol import HostFailed, Refused, described, serve, sha256
from recipe_to_records import records

# Its version may change with the contract.
INTERFACE = "thumbox:resize/resizer@"


class Resizer:
    """The component, compiled."""

    def __init__(self, wasm):
        self.engine = Engine()
        self.component = Component(self.engine, wasm)
        exports = self.component.type.exports(self.engine)
        [interface] = [name for name in exports if name.startswith(INTERFACE)]
        index = self.component.get_export_index(interface)
        self.resize = self.component.get_export_index("resize", index)
        # It has nothing in it: the component imports nothing.
        self.linker = Linker(self.engine)

    def answer(self, path, recipe):
        """The outputs, and the kinds of warnings."""
        targets, options = records(recipe)
        store = Store(self.engine)
        instance = self.linker.instantiate(store, self.component)
        resize = instance.get_func(store, self.resize)
        try:
            result = resize(store, path.read_bytes(), targets, options)
        except (Trap, WasmtimeError) as error:
            raise HostFailed(f"the component stopped: {error}") from error
        # The two cases of a result have Python types of their own, so `wasmtime` gives what is in it.
        if isinstance(result, Variant):
            raise Refused(result.tag)
        outputs = [
            described(
                output.data,
                format=output.format,
                width=output.width,
                height=output.height,
                frames=output.frames,
                quality=output.quality,
                thumbhash=None if output.thumbhash is None else output.thumbhash.hex(),
            )
            for output in result.outputs
        ]
        return outputs, [warning.kind for warning in result.warnings]


def main():
    """Runs until the input ends."""
    wasm = Path(sys.argv[1]).read_bytes()
    resizer = Resizer(wasm)
    engine = f"wasmtime {version('wasmtime')} of Python {platform.python_version()}"
    serve(engine, sha256(wasm), [], resizer.answer)


if __name__ == "__main__":
    main()
