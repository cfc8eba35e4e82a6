"""Forms: what is refused stands beside its field, nothing typed is lost, and each change tells what it came to."""

import pytest

from testhouse import House
from tongdai.actions.extensions import get_extension, list_extensions, phone_account
from tongdai.actions.packages import get_package
from tongdai.actions.people import list_people
from tongdai.actions.releases import list_releases
from tongdai.actions.tenants import get_tenant, list_tenants
from tongdai.actions.tokens import list_tokens
from tongdai.domain.message import say
from web.conftest import Visitor

pytestmark = pytest.mark.wet

EXTENSION = {"number": "105", "name": "Nguyễn Văn Năm", "email": "nam@sen.example", "ring_seconds": "20",
             "devices": "2", "encryption": "optional", "record_incoming": "never", "record_outgoing": "never",
             "language": "", "why": "he is new"}


def test_an_extension_is_added_and_the_page_says_which_release_did_it(house: House, hoa: Visitor) -> None:
    sent = hoa.post("/tenants/sen/extensions/new/", **EXTENSION)
    text = hoa.get(sent.headers["Location"]).content.decode()
    again = hoa.get(sent.headers["Location"]).content.decode()

    assert get_extension(house.operator, "sen", "105").name == "Nguyễn Văn Năm"
    assert "Release 4 is in force" in text
    assert "Extension 105 is new: Nguyễn Văn Năm." in text
    assert 'action="/tenants/sen/releases/4/undo/"' in text
    assert "is in force after" not in again


def test_a_change_is_undone_with_one_click(house: House, hoa: Visitor) -> None:
    hoa.post("/tenants/sen/extensions/new/", **EXTENSION)

    hoa.post("/tenants/sen/releases/4/undo/")

    assert [each.number for each in list_extensions(house.operator, "sen").rows] == ["101", "102"]
    assert list_releases(house.operator, "sen").rows[0].why == "Undo release 4"


@pytest.mark.parametrize(("field", "value", "words"), [
    ("number", "0105", "cannot be the number of an extension"), ("number", "101", "already"),
    ("email", "nobody", "is not one"), ("ring_seconds", "500", "cannot ring for 500 seconds"),
    ("devices", "many", "Write a whole number."), ("name", " ", "required"), ("encryption", "x", "Choose one")])
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
        house: House, hoa: Visitor, field: str, value: str, words: str) -> None:
    answer = hoa.post("/tenants/sen/extensions/new/", **{**EXTENSION, field: value})
    text = answer.content.decode()

    assert answer.status_code == 422
    beside = text.split(f'id="id_{field}_error"')[1].split("</div></div>")[0]
    assert words in beside
    for other in ("Nguyễn Văn Năm", "nam@sen.example", "he is new"):
        assert other in text or EXTENSION[field] == other
    assert len(list_extensions(house.operator, "sen").rows) == 2


def test_an_engine_that_refuses_is_told_at_the_top_and_nothing_changes(house: House, hoa: Visitor) -> None:
    house.engine.broken = say("The engine does not answer; start it with 'tongdai run'.")

    answer = hoa.post("/tenants/sen/extensions/new/", **EXTENSION)

    assert answer.status_code == 422
    assert "The engine does not answer" in answer.content.decode()
    assert len(list_extensions(house.operator, "sen").rows) == 2


def test_only_what_was_edited_is_changed(house: House, hoa: Visitor) -> None:
    before = get_extension(house.operator, "sen", "101")

    hoa.post("/tenants/sen/extensions/101/edit/", name="Reception", email="", ring_seconds=before.ring_seconds,
             devices=before.devices, encryption="optional", record_incoming="never",
             record_outgoing="never", language="", why="")

    story = list_releases(house.operator, "sen").rows[0]
    assert story.changes == 1
    assert get_extension(house.operator, "sen", "101").name == "Reception"


def test_saving_without_a_change_makes_no_release(house: House, hoa: Visitor) -> None:
    row = get_extension(house.operator, "sen", "101")

    sent = hoa.post("/tenants/sen/extensions/101/edit/", name=row.name, email="", ring_seconds=row.ring_seconds,
                    devices=row.devices, encryption="optional", record_incoming="never",
             record_outgoing="never", language="", why="")

    assert "There was nothing to do." in hoa.get(sent.headers["Location"]).content.decode()


def test_many_extensions_are_added_in_one_release_and_deleted_after_asking(house: House, hoa: Visitor) -> None:
    hoa.post("/tenants/sen/extensions/bulk/", first="201", count="3", name="Room {number}", why="")
    asked = hoa.post("/tenants/sen/extensions/delete/", numbers=["201", "202"])
    still = len(list_extensions(house.operator, "sen").rows)
    hoa.post("/tenants/sen/extensions/delete/", numbers=["201", "202"], confirmed="yes", why="rebuilt")

    assert get_extension(house.operator, "sen", "203").name == "Room 203"
    assert "Delete 2 extensions?" in asked.content.decode()
    assert still == 5
    assert [each.number for each in list_extensions(house.operator, "sen").rows] == ["101", "102", "203"]


def test_deleting_nothing_asks_to_choose_something(hoa: Visitor) -> None:
    assert "No extension was chosen" in hoa.post("/tenants/sen/extensions/delete/").content.decode()


def test_the_package_is_the_limit_of_a_form_too(house: House, hoa: Visitor) -> None:
    answer = hoa.post("/tenants/sen/extensions/bulk/", first="201", count="9", name="Room", why="")

    assert answer.status_code == 422
    assert "allows 10 extensions" in answer.content.decode()


def test_a_secret_is_shown_only_when_asked_for_and_renewed_on_demand(house: House, hoa: Visitor) -> None:
    secret = phone_account(house.operator, "sen", "101").secret.reveal()

    assert secret not in hoa.get("/tenants/sen/extensions/101/").content.decode()
    assert secret in hoa.get("/tenants/sen/extensions/101/secret/").content.decode()
    assert hoa.get("/tenants/sen/extensions/101/qr.svg").headers["Content-Type"] == "image/svg+xml"
    hoa.post("/tenants/sen/extensions/101/renew/", why="")
    assert phone_account(house.operator, "sen", "101").secret.reveal() != secret


def test_a_user_renews_the_own_secret_and_returns_to_the_own_page(house: House, binh: Visitor) -> None:
    assert binh.post("/tenants/sen/extensions/101/renew/", why="").headers["Location"] == "/my-phone/"


def test_customers_and_packages_are_made_changed_and_deleted(house: House, chi: Visitor) -> None:
    chi.post("/new-package/", handle="big", name="Big", extensions="40", concurrent_calls="9", recording_gb="0",
             recording_days="0", log_months="24", features=["queues"], why="")
    chi.post("/packages/big/", name="Big one", extensions="40", concurrent_calls="9", recording_gb="0",
             recording_days="0", log_months="24", features=["queues", "api"], why="")
    chi.post("/new-tenant/", handle="dao", name="Đào", package="big", country="VN", time_zone="Asia/Ho_Chi_Minh",
             language="vi", why="")
    refused = chi.post("/packages/big/delete/", why="")
    chi.post("/tenants/dao/settings/", name="Hoa Đào", package="standard", country="VN", language="km",
             time_zone="Asia/Phnom_Penh", why="")
    wrong = chi.post("/tenants/dao/delete/", handle="doa", why="")

    assert sorted(get_package(house.operator, "big").features) == ["api", "queues"]
    assert get_tenant(house.operator, "dao").tenant.name == "Hoa Đào"
    assert (refused.status_code, wrong.status_code) == (422, 422)
    chi.post("/tenants/dao/delete/", handle="dao", why="")
    assert [each.handle for each in list_tenants(house.operator).rows] == ["sen", "tre"]


def test_an_administrator_cannot_rent_a_package(house: House, hoa: Visitor) -> None:
    hoa.post("/tenants/sen/settings/", name="Sen", package="spare", country="VN", language="vi",
             time_zone="Asia/Ho_Chi_Minh", why="")

    assert get_tenant(house.operator, "sen").package.handle == "standard"
    assert 'name="package"' not in hoa.get("/tenants/sen/settings/").content.decode()


def test_people_are_let_in_with_a_password_that_is_shown_once(house: House, hoa: Visitor) -> None:
    made = hoa.post("/tenants/sen/people/new/", login="mai", role="user", name="Mai", extension="102", email="",
                    language="")
    hoa.post("/people/mai@sen/", name="Mai Lan", email="", language="vi", active="on", why="")

    assert "mai@sen" in made.content.decode()
    assert {each.login: each.name for each in list_people(house.operator, "sen")}["mai@sen"] == "Mai Lan"
    assert "one-time password" in hoa.post("/people/mai@sen/password/").content.decode()
    hoa.post("/people/mai@sen/delete/")
    assert "mai@sen" not in {each.login for each in list_people(house.operator, "sen")}


def test_a_token_is_shown_once_and_revoked(house: House, chi: Visitor) -> None:
    made = chi.post("/tokens/", name="CRM", days="30").content.decode()
    token = list_tokens(house.operator)[0]

    assert "tongdai_" in made
    assert "tongdai_" not in chi.get("/tokens/").content.decode().replace("tongdai_session", "")
    chi.post(f"/tokens/{token.id}/revoke/")
    assert list_tokens(house.operator) == ()


def test_an_import_is_shown_first_and_applied_only_then(house: House, chi: Visitor) -> None:
    text = chi.get("/tenants/sen/export/?secrets=yes").content.decode().replace("Phone 101", "Reception")

    shown = chi.post("/import/", text=text, why="").content.decode()
    unchanged = get_extension(house.operator, "sen", "101").name
    chi.post("/import/", text=text, why="", apply="yes")

    assert "Extension 101 is named Reception instead of Phone 101." in shown
    assert unchanged == "Phone 101"
    assert get_extension(house.operator, "sen", "101").name == "Reception"


def test_a_bad_file_is_refused_with_its_line_and_kept_in_the_form(house: House, chi: Visitor) -> None:
    text = chi.get("/tenants/sen/export/?secrets=yes").content.decode().replace("'101'", "'0101'").replace(
        "number: 101", "number: '0101'").replace('"101"', '"0101"')

    answer = chi.post("/import/", text=text, why="", apply="yes").content.decode()

    assert "Line " in answer
    assert "0101" in answer
    assert get_extension(house.operator, "sen", "101").name == "Phone 101"


def test_a_release_comes_back_with_its_difference_shown_first(house: House, hoa: Visitor) -> None:
    shown = hoa.get("/tenants/sen/releases/2/roll-back/").content.decode()
    hoa.post("/tenants/sen/releases/2/roll-back/", why="102 was a mistake")

    assert "Extension 102 is gone" in shown
    assert [each.number for each in list_extensions(house.operator, "sen").rows] == ["101"]
    assert "Extension 102 is new" in hoa.get("/tenants/sen/releases/3/?against=4").content.decode()


def test_a_call_is_hung_up(house: House, hoa: Visitor) -> None:
    hoa.post("/tenants/sen/live/up.1/hang-up/")

    assert house.engine.live == set()
