"""Write the reference pages that are made from the code: the schema of files and the table of rights."""

import json
from pathlib import Path

from tongdai.domain.person import Role
from tongdai.domain.rights import Right, reach_of
from tongdai.domain.schema import tenant_schema

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"

RIGHTS_HEAD = """# Rights

Who may do what, and how far it goes. This page is made from `tongdai.domain.rights` by `tools/write_reference.py`; a
test compares the two, and another tries every action as every role.

Whatever lies outside somebody's reach does not exist for them: a foreign tenant and one that never was get the same
answer, `There is no tenant '...'`. Only what lies within reach but is not allowed is answered with *forbidden*.
Whoever has not signed in may do nothing.

| right | operator | administrator | user |
|---|---|---|---|
"""


def schema_text() -> str:
    """The JSON Schema as it is published."""
    return json.dumps(tenant_schema(), indent=2, ensure_ascii=False) + "\n"


def rights_text() -> str:
    """The table of rights."""
    rows = (f"| `{right}` | " + " | ".join(str(reach_of(role, right) or "–") for role in Role) + " |\n"
            for right in Right)
    return RIGHTS_HEAD + "".join(rows)


if __name__ == "__main__":
    (REFERENCE / "tenant.schema.json").write_text(schema_text(), encoding="utf-8")
    (REFERENCE / "rights.md").write_text(rights_text(), encoding="utf-8")
