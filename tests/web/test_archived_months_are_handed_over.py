"""Archived months of the call log on the console: listed with what they hold, and taken as files."""

import gzip

import pytest

from web.conftest import Visitor

pytestmark = pytest.mark.wet


def test_a_month_is_listed_with_its_calls(hoa: Visitor) -> None:
    text = hoa.get("/tenants/sen/archive/").content.decode()

    assert "2026-09" in text
    assert "/tenants/sen/archive/2026-09.jsonl.gz" in text


def test_a_months_file_has_its_calls(hoa: Visitor) -> None:
    answer = hoa.get("/tenants/sen/archive/2026-09.jsonl.gz")
    data = b"".join(answer.streaming_content)

    assert answer.headers["Content-Length"] == str(len(data))
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="sen-')
    assert b"old.1" in gzip.decompress(data)


def test_a_month_without_a_file_was_never_there(hoa: Visitor) -> None:
    assert hoa.get("/tenants/sen/archive/2026-08.jsonl.gz").status_code == 404
