"""The API answers as its own document says, whatever is sent: generated requests, judged by schemathesis."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from api.conftest import Caller
from houserecordings import of_call
from tongdai.web.api.frame import api

pytestmark = pytest.mark.wet

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
          negative_data_rejection]
application = cache(WSGIHandler)
"""Made when it is first asked, by a test whose house has a directory of static files."""

PLACES = {"tenant": "sen", "number": "101", "release": 2, "package": "standard", "login": "binh@sen", "call": "sen.1"}
document = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema())))
document.app = lambda environ, start_response: application()(environ, start_response)
document.config.generation.update(with_security_parameters=False)


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The application does not close the connection that holds this test's transaction."""
    for each in (request_started, request_finished):
        each.disconnect(close_old_connections)
    yield
    for each in (request_started, request_finished):
        each.connect(close_old_connections)


@document.parametrize()
@settings(max_examples=25, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
          suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_the_document_says(case: Any, chi: Caller):
    excluded = []
    if case.path_parameters and len(json.dumps(case.body, default=str)) % 2:
        places = {**PLACES, "recording": of_call("sen", "sen.1").id}
        case.path_parameters = {name: places.get(name, value) for name, value in case.path_parameters.items()}
        excluded = [negative_data_rejection]  # what was wrong may have been the place
    with transaction.atomic():
        case.call_and_validate(headers={"Authorization": f"Bearer {chi.token}"}, checks=CHECKS,
                               excluded_checks=excluded)
        transaction.set_rollback(True)
