"""The runner of Python's `wasmtime` package: python.py RESIZER.WASM

It loads the component as it is, and has no part of this project but the component. Each vector gets an instance of its own.
"""

import base64
import json
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from wasmtime import Engine, Store, Trap, WasmtimeError
from wasmtime.component import Component, Linker

from protocol import HostFailed, Refused, described, serve, sha256
from request import request

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
        functions = ["resize", "[method]resized.facts", "[method]resized.take"]
        self.functions = [self.component.get_export_index(name, index) for name in functions]
        # It has nothing in it: the component imports nothing.
        self.linker = Linker(self.engine)

    def answer(self, path, recipe):
        """The outputs, and the kinds of warnings."""
        store = Store(self.engine)
        instance = self.linker.instantiate(store, self.component)
        resize, facts, take = (instance.get_func(store, function) for function in self.functions)
        try:
            result = resize(store, path.read_bytes(), request(recipe))
            resize.post_return(store)
            # The two cases of a result have Python types of their own, so `wasmtime` gives what is in it.
            if hasattr(result, "kind"):
                raise Refused(result.kind)
            made = json.loads(facts(store, result))
            facts.post_return(store)
            outputs = []
            for index, output in enumerate(made["outputs"]):
                file = take(store, result, index)
                take.post_return(store)
                outputs.append(described(bytes(file), **known(output)))
        except (Trap, WasmtimeError) as error:
            raise HostFailed(f"the component stopped: {error}") from error
        return outputs, [warning["kind"] for warning in made["warnings"]]


def known(output):
    """What the ledger has of the facts about an output."""
    hash = output.get("thumbhash")
    return {
        "format": output["format"],
        "width": output["width"],
        "height": output["height"],
        "frames": output["frames"],
        "quality": output.get("quality"),
        "thumbhash": None if hash is None else base64.b64decode(hash).hex(),
    }


def main():
    """Runs until the input ends."""
    wasm = Path(sys.argv[1]).read_bytes()
    resizer = Resizer(wasm)
    engine = f"wasmtime {version('wasmtime')} of Python {platform.python_version()}"
    serve(engine, sha256(wasm), [], resizer.answer)


if __name__ == "__main__":
    main()
