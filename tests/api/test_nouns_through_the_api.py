"""Each noun through the API: what it answers, what it changes, what it refuses."""

import pytest

from testhouse import House
from tongdai.actions.extensions import get_extension
from tongdai.actions.tenants import get_tenant

pytestmark = pytest.mark.wet


def test_an_administrator_sees_the_own_tenant_alone(hoa):
    answer = hoa("GET", "/tenants")

    assert answer.status == 200
    assert [each["handle"] for each in answer.data["rows"]] == ["sen"]


def test_an_operator_makes_a_tenant(house: House, chi):
    answer = chi("POST", "/tenants?why=signed", {"handle": "lan", "name": "Lan", "package": "standard"})

    assert answer.status == 201, answer.body
    assert answer.data["release"] == 1
    assert get_tenant(house.operator, "lan").tenant.name == "Lan"


def test_a_partial_update_leaves_every_other_field_alone(house: House, hoa):
    hoa("PATCH", "/tenants/sen/extensions/101", {"email": "binh@sen.example", "ring_seconds": 40})
    before = get_extension(house.operator, "sen", "101")

    answer = hoa("PATCH", "/tenants/sen/extensions/101", {"name": "Bình"})

    after = get_extension(house.operator, "sen", "101")
    assert answer.status == 200, answer.body
    assert (after.email, after.ring_seconds, after.name) == (before.email, before.ring_seconds, "Bình")


def test_an_update_of_nothing_is_nothing_to_do(hoa):
    answer = hoa("PATCH", "/tenants/sen/extensions/101", {})

    assert answer.status == 200
    assert answer.data["release"] is None


def test_null_is_no_way_to_leave_a_field_out(hoa):
    assert hoa("PATCH", "/tenants/sen/extensions/101", {"name": None}).status == 422


def test_the_language_of_an_extension_can_be_taken_back(house: House, hoa):
    hoa("PATCH", "/tenants/sen/extensions/101", {"language": "km"})
    answer = hoa("PATCH", "/tenants/sen/extensions/101", {"language": None})

    assert answer.status == 200, answer.body
    assert get_extension(house.operator, "sen", "101").language is None


def test_extensions_are_made_shown_and_deleted(hoa):
    made = hoa("POST", "/tenants/sen/extensions", {"number": "103", "name": "Lan"})
    shown = hoa("GET", "/tenants/sen/extensions/103")
    account = hoa("GET", "/tenants/sen/extensions/103/account")
    gone = hoa("DELETE", "/tenants/sen/extensions/103")

    assert (made.status, shown.status, account.status, gone.status) == (201, 200, 200, 200), made.body
    assert "secret" not in shown.data
    assert len(account.data["secret"]) >= 16
    assert hoa("GET", "/tenants/sen/extensions/103").status == 404


def test_many_extensions_are_made_and_deleted_in_one_release_each(hoa):
    made = hoa("POST", "/tenants/sen/extensions/bulk", {"first": "200", "count": 5, "name": "Desk {number}"})
    gone = hoa("POST", "/tenants/sen/extensions/delete", {"numbers": ["200", "201", "202", "203", "204"]})

    assert (made.status, gone.status) == (201, 200), made.body
    assert (made.data["release"], gone.data["release"]) == (4, 5)


def test_the_limit_of_the_package_is_refused_with_its_remedy(hoa):
    answer = hoa("POST", "/tenants/sen/extensions/bulk", {"first": "200", "count": 50, "name": "Desk"})

    assert answer.status == 422
    assert answer.data["code"] == "E_LIMIT_EXTENSIONS"
    assert "larger package" in answer.data["remedy"]
    assert answer.data["field"] == "extensions"


def test_every_fault_is_told_at_once(hoa):
    answer = hoa("POST", "/tenants/sen/extensions", {"number": "0", "name": " "})

    assert answer.status == 422
    assert [answer.data["code"], *(each["code"] for each in answer.data["more"])] == [
        "E_EXTENSION_NUMBER", "E_EXTENSION_NAME"]


def test_packages_are_the_operators(chi, hoa):
    made = chi("POST", "/packages", {"handle": "large", "name": "Large", "extensions": 50, "features": ["voicemail"]})
    shown = chi("GET", "/packages/large")

    assert (made.status, shown.status) == (201, 200), made.body
    assert shown.data["features"] == ["voicemail"]
    assert hoa("POST", "/packages", {"handle": "other", "name": "Other"}).status == 403
    assert hoa("GET", "/packages/large").status == 404
    assert chi("DELETE", "/packages/large").status == 200


def test_a_person_gets_a_one_time_password_shown_once(hoa):
    made = hoa("POST", "/people", {"login": "lan", "name": "Lan", "role": "administrator", "tenant": "sen"})
    login = made.data["login"]

    assert made.status == 201, made.body
    assert len(made.data["one_time_password"]) >= 10
    assert "one_time_password" not in hoa("GET", f"/people/{login}").data
    assert hoa("PATCH", f"/people/{login}", {"active": False}).data["active"] is False
    assert hoa("POST", f"/people/{login}/password").status == 200
    assert hoa("DELETE", f"/people/{login}").status == 204


def test_a_token_ends_when_it_is_revoked(hoa):
    made = hoa("POST", "/tokens", {"name": "Nightly"})
    program = type(hoa)(made.data["token"])

    assert made.status == 201, made.body
    assert program("GET", "/me").data["tenant"] == "sen"
    assert hoa("DELETE", f"/tokens/{made.data['id']}").status == 204
    assert program("GET", "/me").status == 401


def test_a_user_reads_the_own_account_and_no_other(call_as):
    binh = call_as("binh")

    assert binh("GET", "/tenants/sen/extensions/101/account").status == 200
    assert binh("GET", "/tenants/sen/extensions/102/account").status == 404
    assert binh("POST", "/tenants/sen/extensions", {"number": "105", "name": "B"}).status == 403


def test_publishing_is_the_operators_and_twice_is_nothing_to_do(chi, hoa):
    assert hoa("POST", "/publish").status == 403
    assert chi("POST", "/publish").data["redeployed"] is False


def test_the_handbook_shows_every_operation_without_a_script_of_its_own(house: House, client):
    document = client.get("/api/v1/openapi.json").json()
    page = client.get("/api/v1/docs").content.decode()

    operations = [each for methods in document["paths"].values() for each in methods.values()]
    assert operations
    assert all(f'id="{each["operationId"]}"' in page for each in operations)
    assert "http://" not in page
    assert "https://" not in page


def test_this_moment_is_seen_and_a_call_ended(hoa):
    phones = hoa("GET", "/tenants/sen/registrations").data
    calls = hoa("GET", "/tenants/sen/live").data

    assert [(each["number"], each["address"]) for each in phones] == [("101", "127.0.0.1:5070")]
    assert [(each["id"], each["dialled"], each["seconds"]) for each in calls] == [("sen.1", "102", 42)]
    assert hoa("DELETE", "/tenants/sen/live/sen.1").status == 204


def test_the_operator_sees_how_the_house_is(chi):
    status = chi("GET", "/status").data

    assert (status["engine"], status["tenants"], status["extensions"], status["phones"]) == ("serving", 2, 3, 2)


def test_the_journal_tells_who_changed_what_and_why(hoa):
    hoa("POST", "/tenants/sen/extensions?why=new+colleague", {"number": "103", "name": "Lan"})

    row = hoa("GET", "/journal").data["rows"][0]

    assert (row["who"], row["why"], row["surface"]) == ("hoa@sen", "new colleague", "API")
    assert row["changes"][0]["words"] == "Extension 103 is new: Lan."


def test_a_tenant_travels_as_a_file(hoa, chi):
    text = hoa("GET", "/tenants/sen/export").body.decode()
    changed = text.replace("Phone 102", "Phone of Lan")

    plan = chi("POST", "/imports/preview", {"file": changed})
    done = chi("POST", "/imports", {"file": changed})

    assert plan.status == 200, plan.body
    assert plan.data["tenant"] == "sen"
    assert len(plan.data["difference"]["changes"]) == 1
    assert done.status == 201, done.body
    assert hoa("GET", "/tenants/sen/extensions/102").data["name"] == "Phone of Lan"
    assert chi("GET", "/imports/schema").data["type"] == "object"


def test_a_bad_file_is_refused_with_its_line(chi):
    text = chi("GET", "/tenants/sen/export").body.decode()

    answer = chi("POST", "/imports", {"file": text.replace("country: VN", "country: Vietnam")})

    assert answer.status == 422
    assert answer.data["where"].endswith("line 6"), answer.data
