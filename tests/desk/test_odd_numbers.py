"""Addresses and forms with something in place of a number: no page breaks over it."""

from __future__ import annotations

import pytest
from django.test import Client

from langnghe.text.numbers import whole

ODD = ["²", "٣", "-1", "1.5", pytest.param("9" * 5000, id="nines"), ""]


@pytest.mark.parametrize("text", [None, *ODD])
def test_what_is_no_plain_number_is_none(text: str | None) -> None:
    assert whole(text) is None


def test_plain_digits_are_a_number() -> None:
    assert (whole("0"), whole("017"), whole("1234567890"), whole("1234567890", 10)) == (0, 17, None, 1234567890)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "address",
    [
        "/thong-ke/?dot=quy_I&nam={0}&don-vi={0}",
        "/thiet-lap/lich-lam-viec/?nam={0}",
        "/ket-qua/?nam={0}",
        "/toan-canh/dia-ban/?dia-ban={0}",
    ],
)
def test_no_page_breaks_over_an_odd_number(as_administrator: Client, as_leader: Client, address: str, odd: str) -> None:
    answers = {client.get(address.format(odd)).status_code for client in (as_administrator, as_leader)}
    assert answers <= {200, 302, 403}
    assert answers & {200, 302}
