"""Sign-in as officers meet it: passwords, lockout, codes, sessions, links."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from langnghe.audit.models import Entry
from langnghe.registry.models import Office, Officer
from langnghe.registry.roles import Role
from tests.conftest import PASSWORD, officer
from tests.desk.conftest import Month

OTHER = "192.0.2.7"
NOW = 1_800_000_000


@pytest.fixture(autouse=True)
def no_counts(db: None) -> None:
    """Each test begins with no wrong code counted."""
    cache.clear()


@pytest.fixture(autouse=True)
def one_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app's clock stands still, so that no test crosses into the next code."""
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: NOW))


def enter(person: str, password: str = PASSWORD, client: Client | None = None, **place: str) -> Client:
    client = client or Client(**place)
    client.last = client.post(reverse("sign-in"), {"login": person, "password": password})  # type: ignore[attr-defined]
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def verbs(of: str = "") -> list[str]:
    return list(Entry.objects.filter(what__endswith=of).order_by("number").values_list("verb", flat=True))


def code_of(secret: str) -> str:
    return auth.format_hotp_value(auth.hotp_value(secret, NOW // 30))


def switch_on(client: Client) -> tuple[str, list[str]]:
    """Switch the second step on through its pages: the secret of the app, and the spare codes."""
    assert client.get(reverse("mfa_activate_totp")).status_code == 302  # first the password once more
    again = client.post(reverse("account_reauthenticate") + "?next=/tai-khoan/ma/bat/", {"password": PASSWORD})
    assert again.headers["Location"] == reverse("mfa_activate_totp")
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    secret = re.findall(r"<code>([A-Z2-7]{32})</code>", page)[0]
    shown = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True).content.decode()
    return secret, re.findall(r"<li><code>(\w+)</code>", shown)


# --- The password ------------------------------------------------------------------------------------------------


def test_the_right_password_opens_and_the_journal_says_so(clerk: Officer) -> None:
    client = enter("clerk")
    assert client.last.headers["Location"] == reverse("home")  # type: ignore[attr-defined]
    assert is_in(client)
    client.post(reverse("sign-out"))
    assert not is_in(client)
    assert verbs("clerk") == ["sign in", "sign out"]


def test_after_sign_in_one_is_where_one_wanted_to_go(clerk: Officer) -> None:
    door = Client().get(reverse("inbox")).headers["Location"]
    page = Client().get(door).content.decode()
    assert f'name="next" value="{reverse("inbox")}"' in page
    wanted = {"login": "clerk", "password": PASSWORD, "next": reverse("inbox")}
    assert Client().post(door, wanted).headers["Location"] == reverse("inbox")
    elsewhere = Client().post(reverse("sign-in"), wanted | {"next": "https://elsewhere.example/"})
    assert elsewhere.headers["Location"] == reverse("home")


def test_a_flood_of_sign_ins_from_one_place_gets_our_page(clerk: Officer, settings: LazySettings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    enter("clerk")
    response = enter("clerk").last  # type: ignore[attr-defined]
    assert response.status_code == 429
    assert 'class="door"' in response.content.decode()


def test_a_wrong_password_and_an_unknown_name_get_the_same_sentence(clerk: Officer) -> None:
    answers = [enter(name, "khong-phai-mat-khau").last.content.decode() for name in ("clerk", "nguoi-la")]  # type: ignore[attr-defined]
    errors = [re.findall(r'role="alert">([^<]+)<', answer) for answer in answers]
    assert errors[0] == errors[1] != []


def test_there_is_no_way_to_sign_up(clerk: Officer) -> None:
    assert Client().get(reverse("account_signup")).headers["Location"] == reverse("sign-in")
    assert "signup" not in Client().get(reverse("sign-in")).content.decode()


def test_five_wrong_passwords_lock_the_name_at_that_place_only(clerk: Officer, leader: Officer) -> None:
    for _ in range(5):
        client = enter("clerk", "khong-phai-mat-khau")
    assert client.last.status_code == 429  # type: ignore[attr-defined]
    assert "15" in client.last.content.decode()  # type: ignore[attr-defined]
    locked = enter("clerk")
    assert locked.last.status_code == 429  # type: ignore[attr-defined]
    assert not is_in(locked)
    assert is_in(enter("clerk", REMOTE_ADDR=OTHER))
    assert is_in(enter("leader"))
    assert verbs("clerk").count("lock sign-in") == 1


def test_the_lock_lies_in_the_database_and_ends_after_its_time(clerk: Officer) -> None:
    for _ in range(5):
        enter("clerk", "khong-phai-mat-khau")
    AccessAttempt.objects.update(attempt_time=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=16))
    assert is_in(enter("clerk"))


def test_what_was_typed_is_kept_nowhere(clerk: Officer) -> None:
    typed = "mat-khau-go-nham-vao-o"
    for _ in range(5):
        enter(typed, typed)
    kept = [*AccessAttempt.objects.values(), *Entry.objects.values_list("what", "detail")]
    assert typed not in str(kept)


# --- The second step ---------------------------------------------------------------------------------------------


def test_a_code_is_asked_for_works_once_and_a_spare_code_stands_in(clerk: Officer) -> None:
    secret, spare = switch_on(enter("clerk"))
    assert len(spare) == 10
    client = enter("clerk")
    assert client.last.headers["Location"] == reverse("mfa_authenticate")  # type: ignore[attr-defined]
    assert not is_in(client)
    code = code_of(secret)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert is_in(client)
    second = enter("clerk")
    second.post(reverse("mfa_authenticate"), {"code": code})
    assert not is_in(second)
    second.post(reverse("mfa_authenticate"), {"code": spare[0]})
    assert is_in(second)
    assert "switch code on" in verbs("clerk")


def test_spare_codes_are_shown_once(clerk: Officer) -> None:
    client = enter("clerk")
    _, spare = switch_on(client)
    assert spare[0] not in client.get(reverse("mfa_view_recovery_codes")).content.decode()


def test_after_five_wrong_codes_even_the_right_one_waits(clerk: Officer) -> None:
    secret, _ = switch_on(enter("clerk"))
    client = enter("clerk")
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert not is_in(client)


def test_the_secret_is_sealed_in_the_database(clerk: Officer) -> None:
    secret, _ = switch_on(enter("clerk"))
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


@pytest.mark.parametrize("page", ["home", "set-up", "officers", "journal"])
def test_who_must_have_a_code_sees_nothing_before_it_is_set_up(administrator: Officer, page: str) -> None:
    Office.objects.update(second_factor=[Role.ADMINISTRATOR.value])
    client = enter("administrator")
    assert client.get(reverse(page)).headers["Location"] == reverse("mfa_activate_totp")
    switch_on(client)
    assert client.get(reverse(page), follow=True).redirect_chain in ([], [(reverse("set-up"), 302)])


def test_who_must_have_a_code_cannot_switch_it_off(administrator: Officer) -> None:
    Office.objects.update(second_factor=[Role.ADMINISTRATOR.value])
    client = enter("administrator")
    switch_on(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(type="totp").exists()


def test_who_need_not_may_switch_it_off(clerk: Officer) -> None:
    client = enter("clerk")
    switch_on(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert is_in(enter("clerk"))


# --- Sessions ----------------------------------------------------------------------------------------------------


def test_own_sessions_are_listed_and_ended(clerk: Officer) -> None:
    here, there = enter("clerk"), enter("clerk", REMOTE_ADDR=OTHER)
    assert OTHER in here.get(reverse("account")).content.decode()
    here.post(reverse("end-my-sessions"))
    assert is_in(here)
    assert not is_in(there)
    assert "end sessions" in verbs("clerk")


def test_nobody_ends_the_session_of_another_through_that_page(clerk: Officer, leader: Officer) -> None:
    theirs, mine = enter("leader"), enter("clerk")
    number = leader.usersession_set.get().pk  # type: ignore[attr-defined]
    assert mine.post(reverse("end-my-sessions"), {"phien": number}).status_code == 404
    assert is_in(theirs)


def test_a_new_password_signs_out_everywhere_else(clerk: Officer) -> None:
    here, there = enter("clerk"), enter("clerk")
    new = "mat-khau-moi-rat-dai"
    here.post(reverse("change-password"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert is_in(here)
    assert not is_in(there)


@pytest.mark.parametrize("act", ["dong", "ket-thuc-phien", "bo-ma"])
def test_the_administrator_signs_an_officer_out(as_administrator: Client, clerk: Officer, act: str) -> None:
    client = enter("clerk")
    as_administrator.post(reverse("officer-act", args=[clerk.pk, act]))
    assert not is_in(client)


def test_another_role_ends_the_sessions(as_administrator: Client, clerk: Officer) -> None:
    client = enter("clerk")
    as_administrator.post(reverse("officer", args=[clerk.pk]), {"role": Role.LEADER.value, "last_name": "Lò"})
    clerk.refresh_from_db()
    assert clerk.role == Role.LEADER
    assert not is_in(client)


def test_a_closed_account_comes_back_without_its_old_sessions(as_administrator: Client, clerk: Officer) -> None:
    client = enter("clerk")
    for act in ("dong", "mo"):
        as_administrator.post(reverse("officer-act", args=[clerk.pk, act]))
    assert not is_in(client)
    assert is_in(enter("clerk"))
    assert [verb for verb in verbs("clerk") if "officer" in verb] == ["close officer", "reopen officer"]


def test_sign_in_costs_no_query_on_other_pages(month: Month) -> None:
    client = enter("clerk")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(reverse("home"))
    tables = ("axes_", "usersessions_", "mfa_", "account_", "socialaccount_", "registry_cache")
    assert not [query["sql"] for query in queries if any(table in query["sql"] for table in tables)]


# --- Links -------------------------------------------------------------------------------------------------------


def invite(client: Client, **more: str) -> str:
    """The link that the administrator is shown."""
    fields = {"username": "nguoi.moi", "last_name": "Vi", "first_name": "Thị Mới", "role": "commune", **more}
    return link_in(client.post(reverse("new-officer"), fields).content.decode())


def link_in(text: str) -> str:
    return re.findall(r"http://testserver(/dat-mat-khau/[^\s<\"]+)", text)[0]


def set_password(link: str, new: str) -> bool:
    """Whether the link let us set it."""
    client = Client()
    form = client.get(link, follow=True)
    where = form.redirect_chain[-1][0] if form.redirect_chain else link
    client.post(where, {"new_password1": new, "new_password2": new})
    person = Officer.objects.get(username="nguoi.moi")
    return person.check_password(new)


def test_an_invitation_sets_a_password_once(as_administrator: Client) -> None:
    link = invite(as_administrator)
    assert set_password(link, "mat-khau-dau-tien")
    assert not set_password(link, "mat-khau-thu-hai")
    assert is_in(enter("nguoi.moi", "mat-khau-dau-tien"))
    assert verbs("nguoi.moi")[:3] == ["add officer", "invite officer", "set password"]


def test_an_invitation_dies_with_its_time(as_administrator: Client, settings: LazySettings) -> None:
    link = invite(as_administrator)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert not set_password(link, "mat-khau-dau-tien")


def test_an_invitation_dies_with_the_account(as_administrator: Client) -> None:
    link = invite(as_administrator)
    person = Officer.objects.get(username="nguoi.moi")
    as_administrator.post(reverse("officer-act", args=[person.pk, "dong"]))
    assert not set_password(link, "mat-khau-dau-tien")


def test_an_invitation_is_mailed_where_the_address_is_known(as_administrator: Client) -> None:
    link = invite(as_administrator, email="moi@lamgiang.example")
    assert [letter.to for letter in mail.outbox] == [["moi@lamgiang.example"]]
    assert link_in(mail.outbox[0].body) == link
    assert link.split("/")[-2] not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_who_loses_the_second_step_is_told(as_administrator: Client, clerk: Officer) -> None:
    Officer.objects.filter(pk=clerk.pk).update(email="vt@lamgiang.example")
    switch_on(enter("clerk"))
    as_administrator.post(reverse("officer-act", args=[clerk.pk, "bo-ma"]))
    assert [letter.to for letter in mail.outbox] == [["vt@lamgiang.example"]]
    assert is_in(enter("clerk"))


def test_a_weak_password_is_refused(as_administrator: Client) -> None:
    assert not set_password(invite(as_administrator), "1234567890")


def test_a_reset_link_lifts_the_lock(as_administrator: Client, clerk: Officer) -> None:
    for _ in range(5):
        enter("clerk", "khong-phai-mat-khau")
    shown = as_administrator.post(reverse("officer-act", args=[clerk.pk, "lien-ket"])).content.decode()
    client, new = Client(), "mat-khau-dat-lai"
    where = client.get(link_in(shown), follow=True).redirect_chain[-1][0]
    client.post(where, {"new_password1": new, "new_password2": new})
    assert is_in(enter("clerk", new))


@pytest.mark.parametrize(("address", "letters"), [("vt@lamgiang.example", 1), ("la@lamgiang.example", 0)])
def test_a_forgotten_password_tells_nobody_who_is_known(clerk: Officer, address: str, letters: int) -> None:
    Officer.objects.filter(pk=clerk.pk).update(email="vt@lamgiang.example")
    response = Client().post(reverse("forgot-password"), {"email": address})
    assert response.headers["Location"] == reverse("reset-sent")
    assert len(mail.outbox) == letters
    if letters:
        assert reverse("set-password", args=["x", "y"]).split("x")[0] in mail.outbox[0].body


def test_one_place_cannot_flood_a_mailbox(clerk: Officer) -> None:
    Officer.objects.filter(pk=clerk.pk).update(email="vt@lamgiang.example")
    for _ in range(12):
        Client().post(reverse("forgot-password"), {"email": "vt@lamgiang.example"})
    assert len(mail.outbox) == 10


# --- The officers' pages -----------------------------------------------------------------------------------------


def test_the_list_says_who_is_invited_open_and_closed(as_administrator: Client, clerk: Officer) -> None:
    invite(as_administrator)
    Officer.objects.filter(pk=clerk.pk).update(is_active=False)
    page = as_administrator.get(reverse("officers")).content.decode()
    assert all(f'<span class="tag {tone}">' in page for tone in ("good", "warn", "bad"))
    found = as_administrator.get(reverse("officers"), {"q": "nguoi"}).content.decode()
    assert "nguoi.moi" in found
    assert ">clerk<" not in found


def test_the_last_administrator_stays(as_administrator: Client, administrator: Officer) -> None:
    response = as_administrator.post(reverse("officer-act", args=[administrator.pk, "dong"]), follow=True)
    assert "quản trị viên cuối cùng" in response.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_active


def test_nobody_gives_oneself_another_role(as_administrator: Client, administrator: Officer) -> None:
    other = officer(Role.LEADER)
    Officer.objects.filter(pk=other.pk).update(role=Role.ADMINISTRATOR)
    response = as_administrator.post(reverse("officer", args=[administrator.pk]), {"role": "clerk"})
    assert "tự đổi vai trò" in response.content.decode()
    administrator.refresh_from_db()
    assert administrator.role == Role.ADMINISTRATOR
