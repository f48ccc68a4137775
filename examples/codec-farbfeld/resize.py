"""Makes a PNG of 30 pixels of a farbfeld image: resize.py RESIZER.WASM CODEC.WASM IMAGE OUTPUT"""

import json
import sys
import threading
from pathlib import Path

from wasmtime import Config, Engine, Store
from wasmtime.component import Component, Linker

REQUEST = json.dumps({"outputs": [{"width": 30, "format": "png"}]})

resizer, codec, source, output = map(Path, sys.argv[1:])
config = Config()
config.epoch_interruption = True
engine = Engine(config)
(clock := threading.Timer(10, engine.increment_epoch)).start()  # Seconds for both. What is not done by then is a Trap.


def instance_of(wasm, interface):
    """A function that calls those of the interface, in an instance of its own."""
    component = Component.from_file(engine, str(wasm))
    index = component.get_export_index(f"thumbox:resize/{interface}@0.2.0")
    store = Store(engine)
    store.set_limits(memory_size=512 << 20)
    store.set_epoch_deadline(1)
    instance = Linker(engine).instantiate(store, component)

    def call(name, *arguments):
        function = instance.get_func(store, component.get_export_index(name, index))
        result = function(store, *arguments)
        function.post_return(store)
        if hasattr(result, "kind"):
            clock.cancel()
            sys.exit(f"{source}: {result.kind}: {result.message}")
        return result

    return call


raster = instance_of(codec, "decoder")("decode", source.read_bytes(), REQUEST)
call = instance_of(resizer, "resizer")
made = call("resize", bytes(raster), REQUEST)
clock.cancel()
print(call("[method]resized.facts", made))
output.write_bytes(bytes(call("[method]resized.take", made, 0)))
