"""How many examples a property test tries: few in `make test`, many in `make soak`."""

import os

TIMES = int(os.environ.get("PREAU_SOAK", "1"))


def tries(number: int) -> int:
    """`number` examples, or as many times more as a soak asks for."""
    return number * TIMES
