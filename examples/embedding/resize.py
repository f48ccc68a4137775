"""Makes a WebP of 300 pixels: resize.py RESIZER.WASM IMAGE OUTPUT"""

import json
import sys
import threading
from pathlib import Path

from wasmtime import Config, Engine, Store
from wasmtime.component import Component, Linker

INTERFACE = "thumbox:resize/resizer@0.2.0"
REQUEST = {"outputs": [{"width": 300, "format": "webp", "quality": 75}]}

wasm, source, output = map(Path, sys.argv[1:])
if source.stat().st_size > 50_000_000:
    sys.exit(f"{source}: too-large")
config = Config()
config.epoch_interruption = True
engine = Engine(config)
component = Component.from_file(engine, str(wasm))  # Once for all images: compiling takes seconds.
interface = component.get_export_index(INTERFACE)

store = Store(engine)  # One for each image.
store.set_limits(memory_size=512 << 20)
store.set_epoch_deadline(1)
(clock := threading.Timer(10, engine.increment_epoch)).start()  # Seconds. What is not done by then is a Trap.
instance = Linker(engine).instantiate(store, component)


def call(name, *arguments):
    return instance.get_func(store, component.get_export_index(name, interface))(store, *arguments)


made = call("resize", source.read_bytes(), json.dumps(REQUEST))
clock.cancel()
if hasattr(made, "kind"):
    sys.exit(f"{source}: {made.kind}: {made.message}")
print(call("[method]resized.facts", made))
output.write_bytes(call("[method]resized.take", made, 0))
