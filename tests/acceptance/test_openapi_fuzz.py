"""Requests made from our own OpenAPI document, right and wrong: never a 500, always documented."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings

from support.service import Service

CHECKS = [
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_schema_conformance,
]


@pytest.mark.timeout(400)
def test_every_operation(service: Service) -> None:
    document: Any = schemathesis.openapi.from_url(f"{service.url}/openapi.json")
    secret = {"Authorization": f"Secret {service.info['secret']}"}
    operations: list[Any] = [found.ok() for found in document.get_all_operations()]
    assert len(operations) > 20

    def fuzz(operation: Any) -> None:
        @given(case=operation.as_strategy())
        @settings(
            max_examples=15,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def call(case: Any) -> None:
            # that one waits for other processes, longer than a request may last here
            assume("test.parts" not in f"{case.query}{case.body}")
            answer = case.call(headers=secret, allow_redirects=False, timeout=30)
            case.validate_response(answer, checks=CHECKS)

        call()

    for operation in operations:
        fuzz(operation)
