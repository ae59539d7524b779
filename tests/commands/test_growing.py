"""Collecting rests while a list is read and compared, and goes on afterwards."""

import gc

import pytest

from commands.growing import growing


def test_collecting_rests_until_the_last_of_several_is_done():
    with growing:
        with growing:
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_collecting_goes_on_after_an_error():
    with pytest.raises(ValueError, match="bad list"), growing:
        raise ValueError("bad list")
    assert gc.isenabled()


def test_who_has_switched_collecting_off_keeps_it_off():
    gc.disable()
    try:
        with growing:
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
