"""What stands before the form: whose host it is, where a post came from, and how much memory a hostile body costs."""

import tracemalloc

import pytest

from reporting.form import arrival
from tests.house import FORM, House, Rosa


def test_another_host_name_is_refused(house: House) -> None:
    client = house.form().test_client()
    assert client.get("/", base_url="http://evil.example").status_code == 400
    assert client.get("/", base_url=FORM).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "https://localhost:8000", "http://localhost:8001"])
def test_a_post_that_names_another_origin_is_refused_whatever_else_it_says(house: House, origin: str) -> None:
    rosa = Rosa(house.form().test_client())
    rosa.visit()
    headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
    answer = rosa.client.post("/", data=rosa.fields | {"what_happened": "x"}, base_url=FORM, headers=headers)
    assert answer.status_code == 403
    assert house.report_ids() == []


def test_half_a_letter_at_the_end_of_a_field_is_not_completed_by_the_next(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    rosa.visit()
    fields = {name: values[0] for name, values in rosa.fields.items()}
    body = "&".join(f"{name}={value}" for name, value in fields.items() if name not in ("what_happened", "who"))
    answer = rosa.client.post(
        "/",
        data=f"{body}&what_happened=caf%C3&who=%A9l".encode(),
        content_type="application/x-www-form-urlencoded",
        base_url=FORM,
        headers=Rosa.HEADERS,
    )
    assert answer.status_code == 400
    assert house.report_ids() == []


@pytest.mark.parametrize("piece", [b"\xff", b"\xc3", "漢".encode() + b"\xff"])
def test_a_hostile_body_costs_a_few_times_its_size(piece: bytes) -> None:
    body = piece * (arrival.BODY // len(piece))
    tracemalloc.start()
    arrival._decoder(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12 * arrival.BODY
