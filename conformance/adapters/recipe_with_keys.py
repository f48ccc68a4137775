"""A recipe as `thumbox` takes it: the vector's own, with a name for each result."""


def with_keys(recipe):
    """The recipe with a key for each output, and how many there are. Keys are that of the upload and `/0`, `/1`..."""
    outputs = recipe.get("outputs") or recipe.get("output") or {}
    outputs = outputs if isinstance(outputs, list) else [outputs]
    keyed = [{**output, "key": f"{{key}}/{index}"} for index, output in enumerate(outputs)]
    others = {name: value for name, value in recipe.items() if name != "output"}
    return {**others, "outputs": keyed}, len(keyed)
