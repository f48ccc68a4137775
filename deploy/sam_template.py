"""What tests read of template.yaml: resources with their conditions decided, and what roles allow."""

import re
from pathlib import Path

from samtranslator.yaml_helper import yaml_parse

HERE = Path(__file__).parent
TEMPLATE = yaml_parse((HERE / "template.yaml").read_text())
RESOURCES = TEMPLATE["Resources"]
DOCUMENT = (HERE / "../docs/deploy.md").read_text()

UPLOADS = "images-${Name}"
THUMBNAILS = "images-${Name}-resized"
S3 = "arn:${AWS::Partition}:s3:::"
ABSENT = {"Ref": "AWS::NoValue"}


def resolved(value, true=frozenset()):
    """The value with every Fn::If decided: the conditions in `true` hold, the others do not."""
    if isinstance(value, dict):
        if "Fn::If" in value:
            condition, yes, no = value["Fn::If"]
            return resolved(yes if condition in true else no, true)
        return {key: resolved(item, true) for key, item in value.items()}
    if isinstance(value, list):
        items = [resolved(item, true) for item in value]
        return [item for item in items if item != ABSENT]
    return value


def plain(value):
    """A resource as text: that of Fn::Sub with its own values filled in, or the name that Ref or Fn::GetAtt has.

    A list is its name also where it is joined and split: what is put between its items is put behind the last, too.
    """
    if isinstance(value, dict):
        ((function, value),) = value.items()
        if function == "Fn::Split":
            return plain(value[1])
        if function == "Fn::Join":
            return plain(value[1])
        if function == "Fn::Sub" and isinstance(value, list):
            text, values = value
            return re.sub(r"\$\{(\w+)\}", lambda name: plain(values.get(name[1], name[0])), text)
    return ".".join(value) if isinstance(value, list) else value


def listed(value):
    return value if isinstance(value, list) else [value]


def holding(**parameters):
    """The conditions that hold with these parameters, and the defaults of the others."""
    values = {name: parameter.get("Default", "x") for name, parameter in TEMPLATE["Parameters"].items()} | parameters

    def holds(condition):
        ((function, arguments),) = condition.items()
        if function == "Condition":
            return holds(TEMPLATE["Conditions"][arguments])
        if function == "Fn::Equals":
            left, right = (values[item["Ref"]] if isinstance(item, dict) else item for item in arguments)
            return left == right
        if function == "Fn::Not":
            return not holds(*arguments)
        return {"Fn::And": all, "Fn::Or": any}[function](map(holds, arguments))

    return {name for name, condition in TEMPLATE["Conditions"].items() if holds(condition)}


def statements(role, true):
    """What a role allows, statement by statement."""
    policies = role["Properties"]["Policies"]
    return [item for policy in policies for item in resolved(policy["PolicyDocument"]["Statement"], true)]


def allowed(role, true=frozenset({"OwnBucket"})):
    """Every pair of action and resource that a role allows."""
    pairs = set()
    for statement in statements(role, true):
        assert statement["Effect"] == "Allow" and not {"NotAction", "NotResource"} & statement.keys()
        for action in listed(statement["Action"]):
            pairs |= {(action, plain(resource)) for resource in listed(statement["Resource"])}
    return pairs
