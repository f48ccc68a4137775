"""The runner of Python's `wasmtime` package: python.py RESIZER.WASM [CODEC.WASM...]

It loads the components as they are, and has no other part of this project. Each call gets an instance of its own. A codec has the
name of its file, and is compiled when it is first needed.
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

class Functions:
    """Functions of an interface that a component exports, whose version may change with the contract."""

    def __init__(self, engine, wasm, interface, names):
        self.engine = engine
        self.component = Component(engine, wasm)
        [exported] = [name for name in self.component.type.exports(engine) if name.startswith(f"{interface}@")]
        index = self.component.get_export_index(exported)
        self.indices = [self.component.get_export_index(name, index) for name in names]

    def of_new_instance(self):
        """A store, and the functions of an instance in it. They give what is in a result, and raise the kind of an error."""
        store = Store(self.engine)
        # The linker has nothing in it: components import nothing.
        instance = Linker(self.engine).instantiate(store, self.component)

        def calls(index):
            function = instance.get_func(store, index)

            def call(*arguments):
                try:
                    result = function(store, *arguments)
                    function.post_return(store)
                except (Trap, WasmtimeError) as error:
                    raise HostFailed(f"the component stopped: {error}") from error
                # The two cases of a result have Python types of their own, so `wasmtime` gives what is in it.
                if hasattr(result, "kind"):
                    raise Refused(result.kind)
                return result

            return call

        return [calls(index) for index in self.indices]


class Resizer:
    """The resize component, compiled, and the files of codecs by their names."""

    def __init__(self, wasm, codecs):
        self.engine = Engine()
        functions = ["probe", "resize", "[method]resized.facts", "[method]resized.take"]
        self.resizer = Functions(self.engine, wasm, "thumbox:resize/resizer", functions)
        self.codecs = codecs
        self.decoders = {}

    def answer(self, path, recipe):
        """The outputs, and the kinds of warnings."""
        image = path.read_bytes()
        try:
            return self.resized(image, request(recipe))
        except Refused as refusal:
            if str(refusal) != "needs-codec":
                raise
            return self.decoded(image, recipe, refusal)

    def resized(self, image, asked):
        _, resize, facts, take = self.resizer.of_new_instance()
        result = resize(image, asked)
        made = json.loads(facts(result))
        outputs = [
            described(bytes(take(result, index)), **known(output)) for index, output in enumerate(made["outputs"])
        ]
        return outputs, [warning["kind"] for warning in made["warnings"]]

    def decoded(self, image, recipe, refusal):
        """The same for an image that a codec makes a raster of."""
        probe, *_ = self.resizer.of_new_instance()
        name = json.loads(probe(image))["codec"]
        if name not in self.codecs:
            raise refusal
        if name not in self.decoders:
            wasm = self.codecs[name]
            self.decoders[name] = Functions(self.engine, wasm, "thumbox:resize/decoder", ["decode"])
        [decode] = self.decoders[name].of_new_instance()
        raster = bytes(decode(image, request(recipe)))
        # The limit of the file is not one of the raster, which is longer.
        limits = {**recipe.get("limits", {}), "max-file-bytes": len(raster)}
        return self.resized(raster, request({**recipe, "limits": limits}))


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
    component, *paths = map(Path, sys.argv[1:])
    wasm = component.read_bytes()
    codecs = {path.stem: path.read_bytes() for path in paths}
    resizer = Resizer(wasm, codecs)
    engine = f"wasmtime {version('wasmtime')} of Python {platform.python_version()}"
    digests = {name: sha256(codec) for name, codec in codecs.items()}
    serve(engine, sha256(wasm), digests, [], resizer.answer)


if __name__ == "__main__":
    main()
