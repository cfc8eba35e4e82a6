"""Each noun through the command line: what it prints, what it changes, what it refuses."""

import pytest

from testhouse import House
from tongdai.actions.extensions import get_extension
from tongdai.actions.tenants import get_tenant

pytestmark = pytest.mark.wet


def test_tenants_are_listed_with_what_they_use(house: House, tongdai):
    shown = tongdai("tenant", "list")

    assert shown.code == 0
    assert "sen" in shown.out
    assert "2/10" in shown.out


def test_a_list_is_data_for_a_program(house: House, tongdai):
    rows = tongdai("tenant", "list", "--json").data["rows"]

    assert [each["handle"] for each in rows] == ["sen", "tre"]


def test_a_tenant_is_made_and_the_release_named(house: House, tongdai):
    made = tongdai("tenant", "create", "lan", "--name", "Lan", "--package", "standard", "--why", "signed today")

    assert made.code == 0, made.err
    assert "Release 1 is in force" in made.out
    assert get_tenant(house.operator, "lan").tenant.name == "Lan"


def test_an_update_changes_the_named_field_and_no_other(house: House, tongdai):
    before = get_tenant(house.operator, "sen").tenant

    changed = tongdai("tenant", "update", "sen", "--name", "Sen Hà Nội")

    after = get_tenant(house.operator, "sen").tenant
    assert changed.code == 0, changed.err
    assert (after.name, after.time_zone, after.country) == ("Sen Hà Nội", before.time_zone, before.country)


def test_an_update_without_a_field_is_not_understood(house: House, tongdai):
    refused = tongdai("tenant", "update", "sen")

    assert refused.code == 2
    assert "Name at least one field" in refused.err


def test_deleting_without_a_terminal_needs_a_yes(house: House, tongdai):
    refused = tongdai("tenant", "delete", "tre")
    gone = tongdai("tenant", "delete", "tre", "--yes")

    assert refused.code == 2
    assert "--yes" in refused.err
    assert gone.code == 0, gone.err
    assert tongdai("tenant", "show", "tre").code == 1


def test_a_tenant_that_does_not_exist_is_one_sentence(house: House, tongdai):
    refused = tongdai("tenant", "show", "nobody")

    assert refused.code == 1
    assert refused.out == ""
    assert refused.err.count("\n") == 1
    assert "nobody" in refused.err


def test_packages_are_made_changed_and_deleted(house: House, tongdai):
    made = tongdai("package", "create", "large", "--name", "Large", "--extensions", "50", "--feature", "voicemail")
    changed = tongdai("package", "update", "large", "--concurrent-calls", "20")
    shown = tongdai("package", "show", "large", "--json").data

    assert (made.code, changed.code) == (0, 0), made.err + changed.err
    assert (shown["extensions"], shown["concurrent_calls"], shown["features"]) == (50, 20, ["voicemail"])
    assert tongdai("package", "delete", "large", "--yes").code == 0


def test_a_rented_package_is_not_deleted(house: House, tongdai):
    refused = tongdai("package", "delete", "standard", "--yes")

    assert refused.code == 1
    assert tongdai("package", "show", "standard").code == 0


def test_an_extension_is_made_shown_changed_and_deleted(house: House, tongdai):
    made = tongdai("extension", "create", "sen", "103", "--name", "Bình", "--ring-seconds", "30")
    changed = tongdai("extension", "update", "sen", "103", "--email", "binh@sen.example")
    shown = tongdai("extension", "show", "sen", "103", "--json").data

    assert (made.code, changed.code) == (0, 0), made.err + changed.err
    assert (shown["name"], shown["ring_seconds"], shown["email"]) == ("Bình", 30, "binh@sen.example")
    assert tongdai("extension", "delete", "sen", "103", "--yes").code == 0
    assert tongdai("extension", "show", "sen", "103").code == 1


def test_many_extensions_are_one_release(house: House, tongdai):
    made = tongdai("extension", "bulk", "sen", "200", "5", "--name", "Desk {number}", "--json").data

    assert made["release"] == 4
    assert get_extension(house.operator, "sen", "204").name == "Desk 204"


def test_more_extensions_than_are_rented_are_refused_with_the_remedy(house: House, tongdai):
    refused = tongdai("extension", "bulk", "sen", "200", "50")

    assert refused.code == 1
    assert "E_LIMIT_EXTENSIONS" in refused.err
    assert "larger package" in refused.err


def test_an_account_is_shown_with_its_code_to_scan(house: House, tongdai):
    shown = tongdai("extension", "account", "sen", "101")
    data = tongdai("extension", "account", "sen", "101", "--json").data

    assert data["account"].endswith("-101")
    assert len(data["secret"]) >= 16
    assert data["secret"] in shown.out
    assert "▄" in shown.out or "█" in shown.out


def test_a_renewed_secret_is_another_one(house: House, tongdai):
    before = tongdai("extension", "account", "sen", "101", "--json").data["secret"]

    renewed = tongdai("extension", "renew-secret", "sen", "101")

    assert renewed.code == 0, renewed.err
    assert before not in renewed.out
    assert tongdai("extension", "account", "sen", "101", "--json").data["secret"] != before


def test_releases_are_listed_shown_compared_and_gone_back_to(house: House, tongdai):
    tongdai("extension", "create", "sen", "103", "--name", "Bình", "--why", "new colleague")

    listed = tongdai("release", "list", "sen", "--json").data["rows"]
    shown = tongdai("release", "show", "sen", "4")
    difference = tongdai("release", "diff", "sen", "3", "4")
    back = tongdai("release", "rollback", "sen", "3", "--why", "left again")

    assert [each["number"] for each in listed] == [4, 3, 2, 1]
    assert "new colleague" in shown.out
    assert "Extension 103 is new: Bình." in difference.out
    assert back.code == 0, back.err
    assert tongdai("extension", "show", "sen", "103").code == 1


def test_publishing_twice_says_nothing_to_do(house: House, tongdai):
    first, second = tongdai("publish"), tongdai("publish")

    assert (first.code, second.code) == (0, 0), first.err
    assert second.out == "Nothing to do.\n"


def test_the_call_plan_is_shown_in_words(house: House, tongdai):
    shown = tongdai("plan", "sen")

    assert shown.code == 0, shown.err
    assert "What was dialled?" in shown.out or "dialled" in shown.out


def test_a_call_that_might_come_is_told_with_its_reasons(house: House, tongdai):
    answered = tongdai("simulate", "sen", "101", "102")
    offline = tongdai("simulate", "sen", "101", "102", "--offline", "--json").data

    assert answered.code == 0, answered.err
    assert "Extension 102 exists." in answered.out
    assert offline["trail"].endswith("ring(102)>offline/end-offline")


def test_an_empty_call_log_says_so(house: House, tongdai):
    assert tongdai("calls", "list", "sen").out == "There are no such calls.\n"
    assert tongdai("calls", "count", "sen", "--json").data == {}
    assert tongdai("calls", "csv", "sen").out.startswith("call,started,")
    assert tongdai("calls", "show", "sen", "x").code == 1


def test_a_time_that_is_none_is_named(house: House, tongdai):
    refused = tongdai("calls", "list", "sen", "--since", "yesterday")

    assert refused.code == 2
    assert "--since is 'yesterday'" in refused.err


def test_the_journal_says_who_changed_what_and_why(house: House, tongdai):
    tongdai("extension", "create", "sen", "103", "--name", "Lan", "--why", "new colleague")

    shown = tongdai("journal", "--tenant", "sen")

    assert "Extension 103 is new: Lan." in shown.out
    assert "new colleague" in shown.out


def test_a_person_and_a_token_come_and_go(house: House, tongdai):
    made = tongdai("person", "create", "lan", "--name", "Lan", "--role", "administrator", "--tenant", "sen", "--json")
    login = made.data["login"]
    token = tongdai("token", "create", login, "Nightly", "--json").data

    assert made.code == 0, made.err
    assert made.data["one_time_password"] not in tongdai("person", "list").out
    assert token["token"] not in tongdai("token", "list").out
    assert tongdai("token", "revoke", str(token["id"])).code == 0
    assert tongdai("person", "update", login, "--inactive", "--json").data["active"] is False
    assert tongdai("person", "password", login).code == 0
    assert tongdai("person", "delete", login, "--yes").code == 0
    assert tongdai("person", "show", login).code == 1


def test_live_calls_and_phones_are_empty_on_a_quiet_house(house: House, tongdai):
    assert tongdai("live", "list", "sen").out == "No call is up.\n"
    assert tongdai("phones", "sen").out == "No phone is registered.\n"
    assert tongdai("live", "hang-up", "sen", "x").code == 1


def test_the_status_counts_the_house(house: House, tongdai):
    status = tongdai("status", "--json")

    assert status.code == 0
    assert (status.data["tenants"], status.data["extensions"], status.data["engine"]) == (2, 3, "serving")
