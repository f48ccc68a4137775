"""A program that was written for 0.2.0 of the contract: caller.py RESIZER.WASM IMAGE OUTPUT

It says everything that it is told, a line for each.
"""

import json
import sys
from pathlib import Path

from wasmtime import Engine, Store
from wasmtime.component import Component, Linker

INTERFACE = "thumbox:resize/resizer@0.2.0"
REQUEST = {"outputs": [{"width": 30, "format": "webp", "quality": 75}]}
WRONG = {"outputs": [{"width": 30}, {"width": 1.7}]}

wasm, source, output = map(Path, sys.argv[1:])
engine = Engine()
component = Component.from_file(engine, str(wasm))
image = source.read_bytes()
store = Store(engine)
instance = Linker(engine).instantiate(store, component)
interface = component.get_export_index(INTERFACE)


def call(name, *arguments):
    """What a function of the interface gives."""
    function = instance.get_func(store, component.get_export_index(name, interface))
    result = function(store, *arguments)
    function.post_return(store)
    return result


print(call("formats"))
print(call("probe", image))
made = call("resize", image, json.dumps(REQUEST))
print(call("[method]resized.facts", made))
output.write_bytes(call("[method]resized.take", made, 0))
print(str(call("[method]resized.take", made, 0) is not None).lower())
made.drop(store)
for file, request in [(image, WRONG), (image[:100], REQUEST)]:
    error = call("resize", file, json.dumps(request))
    details = ", ".join(f"{name}={value}" for name, value in error.details)
    print(f"{error.kind}: {error.message} ({details})")
