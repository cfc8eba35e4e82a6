"""Reference pages that are made from the code say what the code says."""

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = {"tenant.schema.json": "schema_text", "rights.md": "rights_text"}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_what_the_code_says(page: str):
    tool = runpy.run_path(str(ROOT / "tools" / "write_reference.py"))

    text = (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8")
    assert text == tool[PAGES[page]](), "run tools/write_reference.py"
