"""`make bench`: every figure of the docs, measured again. Takes minutes."""

from tests.bench import demo, export, licences, modal

for bench in (licences, modal, export, demo):
    bench.main([])
