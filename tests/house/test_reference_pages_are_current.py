"""Reference pages that are made from the code say what the code says."""

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = {"tenant.schema.json": ("write_reference.py", "schema_text"),
         "rights.md": ("write_reference.py", "rights_text"),
         "cli.md": ("write_cli_reference.py", "cli_text")}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_what_the_code_says(page: str):
    file, function = PAGES[page]
    tool = runpy.run_path(str(ROOT / "tools" / file))

    text = (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8")
    assert text == tool[function](), f"run tools/{file}"
