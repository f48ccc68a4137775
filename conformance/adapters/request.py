"""A recipe as a request of the component, wit/resize.wit."""

import json

# What a recipe says where a result goes, which is nothing to the component.
DELIVERY = {"key", "bucket", "cache-control", "content-disposition", "storage-class", "tags", "copy-metadata",
            "include", "exclude"}
# One of these says something about the size. A recipe without means a thumbnail.
SIZES = {"width", "height", "scale", "crop"}


def request(recipe):
    """The request, in JSON."""
    outputs = recipe.get("outputs") or recipe.get("output") or {}
    outputs = outputs if isinstance(outputs, list) else [outputs]
    return json.dumps({"outputs": [target(output) for output in outputs], "limits": recipe.get("limits", {})})


def target(output):
    """The fields of an output that say something about the image."""
    fields = {name: value for name, value in output.items() if name not in DELIVERY}
    return fields if SIZES & fields.keys() else {"width": 128, "height": 128, **fields}
