"""Officers: what ends sessions and links, and what is refused."""

from __future__ import annotations

import pytest

from langnghe.registry import people
from langnghe.registry.models import Office, Officer
from langnghe.registry.roles import Role
from tests.conftest import PASSWORD, officer

pytestmark = pytest.mark.django_db


def test_a_new_officer_has_no_password() -> None:
    made = people.keep(Officer(username="moi", role=Role.CLERK), by="quantri")
    assert not made.has_usable_password()


@pytest.mark.parametrize(
    "act", [people.close, people.end_sessions, people.forget_second_factor], ids=lambda act: act.__name__
)
def test_what_ends_sessions_and_links(clerk: Officer, act: object) -> None:
    session, link = clerk.get_session_auth_hash(), people.link_to(clerk)["token"]
    act(clerk)  # type: ignore[operator]
    after = Officer.objects.get(pk=clerk.pk)
    assert after.get_session_auth_hash() != session
    assert not people.LINKS.check_token(after, link)


def test_a_name_changed_ends_nothing(clerk: Officer) -> None:
    session = clerk.get_session_auth_hash()
    clerk.last_name = "Lò"
    assert people.keep(clerk, by="quantri").get_session_auth_hash() == session


def test_no_link_leads_to_a_closed_account(clerk: Officer) -> None:
    people.close(clerk)
    with pytest.raises(ValueError, match="đã đóng"):
        people.link_to(Officer.objects.get(pk=clerk.pk))


def test_a_link_opens_one_account_only(clerk: Officer, leader: Officer) -> None:
    assert people.LINKS.check_token(clerk, people.link_to(clerk)["token"])
    assert not people.LINKS.check_token(leader, people.link_to(clerk)["token"])


def test_the_last_administrator_keeps_role_and_account(administrator: Officer) -> None:
    administrator.role = Role.CLERK
    with pytest.raises(ValueError, match="cuối cùng"):
        people.keep(administrator, by="ai-do")
    with pytest.raises(ValueError, match="cuối cùng"):
        people.close(Officer.objects.get(pk=administrator.pk))


def test_one_of_two_administrators_may_go(administrator: Officer) -> None:
    Officer.objects.create_user(username="hai", role=Role.ADMINISTRATOR)
    people.close(administrator)
    assert not Officer.objects.get(pk=administrator.pk).is_active


@pytest.mark.parametrize("role", list(Role))
def test_who_needs_a_code_unless_the_office_says_otherwise(db: None, role: Role) -> None:
    person = officer(role)
    assert people.must_have_second_factor(person) == (role in (Role.CUSTODIAN, Role.ADMINISTRATOR))
    Office.objects.create(second_factor=[Role.LEADER.value])
    assert people.must_have_second_factor(person) == (role is Role.LEADER)


def test_the_first_account_of_a_site_is_the_administrator() -> None:
    assert Officer.objects.create_superuser("quantri", password=PASSWORD).role == Role.ADMINISTRATOR
