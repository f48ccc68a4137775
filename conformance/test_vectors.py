"""Whether the vectors cover what the contract has, and whether the ledger says what can be known without Thumbox.

`cargo xtask vectors` runs the vectors; here only the files are read.
"""

import json
import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VECTORS = ROOT / "conformance/vectors"
LEDGER = VECTORS / "ledger.tsv"

# What a recipe says where a result goes, which is nothing to the component.
DELIVERY = {"key", "bucket", "cache-control", "content-disposition", "storage-class", "tags", "copy-metadata",
            "include", "exclude"}
# What stands for several outputs, which a recipe writes out before it is carried out.
SHORT_FORMS = {"widths", "formats"}
# Other names of fields.
OTHER_NAMES = {"dpr", "colours", "greyscale"}
# How much memory can be had is not the same in all hosts, nor which codecs there are.
NOT_IN_THE_LEDGER = {"limit-exceeded", "needs-codec"}


def cases():
    """Name, input and recipe of each vector."""
    lines = [line for path in sorted(VECTORS.glob("cases/*.tsv")) for line in path.read_text().splitlines()]
    columns = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(name, source, json.loads(recipe)) for name, source, recipe in columns]


def ledger():
    """Outcome and warnings of each vector."""
    lines = [line.split("\t") for line in LEDGER.read_text().splitlines() if not line.startswith("#")]
    return {name: (outcome, warnings) for name, outcome, warnings, *_ in lines}


def outputs(recipe):
    one = recipe.get("output")
    return [one] if one is not None else recipe["outputs"]


SCHEMA = json.loads((ROOT / "docs/recipe.schema.json").read_text())


def properties(definition):
    """The schema's fields of an output, or of the limits."""
    return SCHEMA["definitions"][definition]["properties"]


def error_kinds():
    """The kinds of errors that wit/resize.wit lists."""
    text = (ROOT / "wit/resize.wit").read_text()
    return set(re.findall(r"/// \* `([a-z-]+)`:", text[text.index("record error {") : text.index("kind: string,")]))


class Coverage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cases = cases()
        cls.outputs = [output for _, _, recipe in cls.cases for output in outputs(recipe)]
        # The two spellings of one field.
        for output in cls.outputs:
            if "dpr" in output:
                output["device-pixel-ratio"] = output.pop("dpr")

    def values(self, field):
        return [output[field] for output in self.outputs if field in output]

    def covers(self, expected, found, what):
        self.assertEqual(sorted(set(expected) - set(found)), [], f"no vector has these {what}")

    def test_there_are_enough(self):
        self.assertGreaterEqual(len(self.cases), 400)

    def test_every_field_of_an_output_is_asked_for(self):
        fields = properties("output").keys() - DELIVERY - SHORT_FORMS - OTHER_NAMES
        self.covers(fields, {field for output in self.outputs for field in output}, "fields")

    def test_every_limit_is_given(self):
        given = {field for _, _, recipe in self.cases for field in recipe.get("limits", {})}
        self.covers(properties("limits"), given, "limits")

    def test_every_word_is_used(self):
        for field in ("fit", "orientation", "extend-with", "filter", "animation", "chroma-subsampling", "tables", "format"):
            words = set(properties("output")[field]["enum"]) - {"jpg", "linear", "cubic"}
            self.covers(words, self.values(field), f"words of {field}")
        gravities = {"center", "north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest"}
        self.assertLess(gravities, set(properties("output")["position"]["anyOf"][0]["enum"]))
        positions = [value for value in self.values("position") if isinstance(value, str)]
        self.covers(gravities | {"attention"}, positions, "positions")
        kept = {word for value in self.values("keep") if isinstance(value, list) for word in value}
        kinds = properties("output")["keep"]["anyOf"][0]["items"]["enum"]
        self.covers(set(kinds) - {"everything"}, kept, "kinds of metadata")

    def test_every_switch_is_on_and_off_by_somebody(self):
        for field in ("flip", "flop", "enlarge", "linear", "sharpen", "grayscale", "progressive", "lossless", "palette", "thumbhash"):
            self.assertIn(True, self.values(field), field)
        self.assertIn(False, self.values("shrink"))

    def test_every_format_is_read(self):
        endings = {}
        for line in (ROOT / "docs/formats.md").read_text().splitlines():
            columns = [column.strip() for column in line.split("|")]
            if len(columns) > 3 and "`." in columns[2]:
                endings[columns[1]] = re.findall(r"`(\.\w+)`", columns[2])
        self.assertEqual(len(endings), 15)
        found = [Path(source).suffix for _, source, _ in self.cases]
        for name, own in endings.items():
            self.assertGreaterEqual(sum(ending in own for ending in found), 5, name)


class Inputs(unittest.TestCase):
    def test_every_input_is_used(self):
        used = {ROOT / source for _, source, _ in cases()}
        inputs = {path for path in (VECTORS / "inputs").rglob("*") if path.is_file()}
        self.assertEqual(sorted(str(path) for path in inputs - used), [])

    def test_inputs_are_small(self):
        sizes = {path: path.stat().st_size for path in (VECTORS / "inputs").rglob("*") if path.is_file()}
        self.assertLess(sum(sizes.values()), 1_500_000)
        self.assertEqual([str(path) for path, size in sizes.items() if size > 12_000], [])


@unittest.skipUnless(LEDGER.exists(), "there is no ledger; `cargo xtask vectors --bless` writes it")
class Outcomes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ledger = ledger()

    def test_every_error_and_every_warning_comes_up(self):
        errors = {outcome.split()[1] for outcome, _ in self.ledger.values() if outcome.startswith("error ")}
        self.assertEqual(errors - NOT_IN_THE_LEDGER, error_kinds() - NOT_IN_THE_LEDGER)
        warnings = {kind for _, kinds in self.ledger.values() if kinds != "-" for kind in kinds.split(",")}
        self.assertEqual(warnings, {"damage", "picture-lost", "color-profile", "metadata", "smaller-than-box"})

    def test_the_same_pixels_in_another_file_give_the_same_bytes(self):
        """The strongest thing to be known of a decoder without another one: all ways to store a picture agree."""
        for line in (VECTORS / "equal.tsv").read_text().splitlines():
            if not line or line.startswith("#"):
                continue
            what, names = line.split("\t")
            found = {name: self.ledger[name] for name in names.split()}
            self.assertEqual(len({outcome for outcome, _ in found.values()}), 1, f"{what}: {found}")

    def test_one_of_several_outputs_is_as_it_is_alone(self):
        by_request = {}
        for name, source, recipe in cases():
            if "output" in recipe:
                by_request[source, json.dumps(recipe["output"], sort_keys=True), str(recipe.get("limits"))] = name
        compared, differs = 0, set()
        for name, source, recipe in cases():
            if "output" in recipe or self.ledger[name][0].startswith("error "):
                continue
            parts = self.ledger[name][0].split(" + ")
            self.assertEqual(len(parts), len(recipe["outputs"]), name)
            for output, part in zip(recipe["outputs"], parts):
                alone = {field: value for field, value in output.items() if field != "key"}
                request = source, json.dumps(alone, sort_keys=True), str(recipe.get("limits"))
                if request in by_request:
                    compared += 1
                    if self.ledger[by_request[request]][0] != part:
                        differs.add(name)
        self.assertGreater(compared, 20)
        self.assertEqual(differs, set())


if __name__ == "__main__":
    unittest.main()
