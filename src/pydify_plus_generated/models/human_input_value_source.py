from enum import StrEnum


class HumanInputValueSource(StrEnum):
    """Where a default or a list of options comes from: written into the node, or a variable of the run."""

    CONSTANT = "constant"
    VARIABLE = "variable"
