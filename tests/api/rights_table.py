"""Who may do what through the API: every operation, its body, and the answer on one's own objects by role.

The columns are the user of one extension, the tenant's administrator, and the operator. `foreign` tells what an
administrator gets for somebody else's object: 404, unless the right itself is lacking (403) whatever it is done to.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Rule:
    """One operation's row."""

    user: int
    administrator: int
    operator: int
    body: Any = None
    query: str = ""


EXTENSION = {"number": "109", "name": "New"}
FILE = {"file": "tenant: {handle: sen}\n"}
RULES = {
    "tenants_list_all": Rule(403, 200, 200),
    "tenants_create": Rule(403, 403, 201, {"handle": "lan", "name": "Lan", "package": "standard"}),
    "tenants_show": Rule(403, 200, 200),
    "tenants_update": Rule(403, 200, 200, {"name": "Sen again"}),
    "tenants_delete": Rule(403, 403, 200),
    "exchange_take_out": Rule(403, 200, 200),
    "exchange_schema": Rule(200, 200, 200),
    "exchange_preview": Rule(403, 403, 200, FILE),
    "exchange_bring_in": Rule(403, 403, 422, FILE),
    "extensions_list_all": Rule(403, 200, 200),
    "extensions_create": Rule(403, 201, 201, EXTENSION),
    "extensions_create_many": Rule(403, 201, 201, {"first": "200", "count": 2, "name": "Desk"}),
    "extensions_delete_many": Rule(403, 200, 200, {"numbers": ["101"]}),
    "extensions_show": Rule(403, 200, 200),
    "extensions_update": Rule(403, 200, 200, {"name": "Changed"}),
    "extensions_delete": Rule(403, 200, 200),
    "extensions_account": Rule(200, 200, 200),
    "extensions_renew": Rule(200, 200, 200),
    "releases_list_all": Rule(403, 200, 200),
    "releases_compare": Rule(403, 200, 200, query="?before=1&after=2"),
    "releases_show": Rule(403, 200, 200),
    "releases_rollback": Rule(403, 200, 200),
    "releases_publish_now": Rule(403, 403, 200),
    "packages_list_all": Rule(403, 200, 200),
    "packages_create": Rule(403, 403, 201, {"handle": "other", "name": "Other"}),
    "packages_show": Rule(403, 200, 200),
    "packages_update": Rule(403, 403, 200, {"name": "Renamed"}),
    "packages_delete": Rule(403, 403, 422),
    "people_list_all": Rule(403, 200, 200),
    "people_create": Rule(403, 201, 201, {"login": "lan", "name": "Lan", "role": "administrator", "tenant": "sen"}),
    "people_show": Rule(403, 200, 200),
    "people_update": Rule(403, 200, 200, {"name": "Changed"}),
    "people_delete": Rule(403, 204, 204),
    "people_reset": Rule(403, 200, 200),
    "people_whoami": Rule(200, 200, 200),
    "people_choose_language": Rule(204, 204, 204, {"language": "km"}),
    "people_change_password": Rule(409, 409, 409, {"old": "not it", "new": "correct horse battery"}),
    "tokens_list_all": Rule(403, 200, 200),
    "tokens_create": Rule(403, 201, 201, {"name": "Nightly"}),
    "tokens_revoke": Rule(403, 204, 204),
    "calls_list_all": Rule(200, 200, 200),
    "calls_count": Rule(200, 200, 200),
    "plans_show": Rule(403, 200, 200),
    "calls_as_csv": Rule(403, 200, 200),
    "calls_show": Rule(200, 200, 200),
    "recordings_list_all": Rule(200, 200, 200),
    "recordings_take": Rule(403, 200, 200),
    "recordings_of_call": Rule(200, 200, 200),
    "recordings_listenings": Rule(403, 200, 200),
    "recordings_show": Rule(200, 200, 200),
    "recordings_audio": Rule(200, 200, 200),
    "recordings_measure": Rule(200, 200, 200),
    "recordings_download": Rule(403, 200, 200),
    "recordings_picture": Rule(200, 200, 200),
    "recordings_hold": Rule(403, 204, 204, {"reason": "Complaint 4711"}),
    "recordings_let_go": Rule(403, 204, 204),
    "recordings_delete": Rule(403, 204, 204),
    "calls_simulate": Rule(403, 200, 200, {"caller": "101", "dialled": "102"}),
    "live_phones": Rule(200, 200, 200),
    "live_calls": Rule(403, 200, 200),
    "live_hang_up": Rule(403, 204, 204),
    "archive_list_all": Rule(403, 200, 200),
    "archive_take": Rule(403, 200, 200),
    "journal_list_all": Rule(403, 200, 200),
    "status_show": Rule(403, 403, 200),
    "storage_show": Rule(403, 403, 200),
    "storage_of_tenant": Rule(403, 200, 200),
    "incidents_list_all": Rule(403, 403, 200),
    "incidents_alarms": Rule(403, 403, 200),
    "incidents_show": Rule(403, 403, 200),
    "incidents_evidence": Rule(403, 403, 200),
}
