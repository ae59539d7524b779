"""`make bench`: every figure of the docs, measured again on both databases. Takes some minutes."""

from tests.bench import demo, export, licences, lists, logins, modal
from tests.bench.figures import engines, show

with engines() as found:
    for bench in (modal, licences, export, lists, logins):
        for databases in found:
            for figure in bench.measure(databases):
                show(figure)
demo.main([])
