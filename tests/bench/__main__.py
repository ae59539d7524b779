"""`make bench`: every figure of the docs, measured again. Takes minutes."""

from tests.bench import export, licences, modal

for bench in (licences, modal, export):
    bench.main([])
