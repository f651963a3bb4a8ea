"""The vault takes a person in and tells nothing: not by its rows, their lengths, their days, or a print-out."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.privacy.models import Sealed
from langnghe.privacy.seal import keys_folder
from langnghe.privacy.unseal import private_key, unseal
from langnghe.privacy.vault import STEP, Person, forget, keep, pack, unpack

HER = Person(name="Lò Thị Ín", phone="0912 345 678", id_number="012345678901", address="thôn Vực")


def test_a_person_comes_back_with_the_key_and_is_nowhere_without(db: None) -> None:
    token = keep(HER, original="Tôi là Lò Thị Ín, đề nghị sửa đường")
    row = Sealed.objects.get(token=token)
    assert "Lò Thị Ín".encode() not in row.ciphertext
    key = private_key((keys_folder() / "custodian.key").read_bytes())
    assert unpack(unseal(row.ciphertext, key, about=token)) == (HER, "Tôi là Lò Thị Ín, đề nghị sửa đường")


def test_the_same_person_twice_looks_like_two(db: None) -> None:
    one, other = keep(HER), keep(HER)
    assert one != other
    assert Sealed.objects.get(token=one).ciphertext != Sealed.objects.get(token=other).ciphertext


def test_short_and_long_names_are_the_same_size(db: None) -> None:
    sizes = {len(Sealed.objects.get(token=keep({"name": name})).ciphertext) for name in ("Ín", "Nguyễn " * 20)}
    assert len(sizes) == 1


def test_a_person_has_no_text_form() -> None:
    assert "Lò" not in f"{HER} {HER!r} {[HER]}"


def test_a_field_that_a_person_does_not_have_is_refused_without_saying_its_value(db: None) -> None:
    with pytest.raises(TypeError) as raised:
        keep({"religion": "một giá trị"})
    assert "giá trị" not in str(raised.value)


def test_what_is_forgotten_is_gone(db: None) -> None:
    token = keep(HER)
    assert forget([token, "no such"]) == 1
    assert not Sealed.objects.exists()


@given(st.builds(Person, name=st.text(max_size=50), other=st.text(max_size=400)), st.text(max_size=3000))
def test_packing_loses_nothing_and_fills_whole_steps(person: Person, original: str) -> None:
    packed = pack(person, original)
    assert len(packed) % STEP == 0
    assert unpack(packed) == (person, original)
    assert json.loads(packed)
