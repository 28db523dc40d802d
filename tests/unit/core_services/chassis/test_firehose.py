"""Every record reaches the stream, or the caller hears of it."""

from collections.abc import Iterator
from typing import Any

import pytest
import stamina
from botocore.exceptions import ClientError, EndpointConnectionError

from core_services.chassis.firehose import DeliveryError, DeliveryStream, batches


@pytest.fixture(autouse=True)
def without_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=4):
        yield


class FakeFirehose:
    """Takes what its next answer says: True for all, or the places of those that it refuses."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.calls: list[list[bytes]] = []

    def put_record_batch(self, *, DeliveryStreamName: str, Records: list[Any]) -> Any:  # noqa: N803
        assert DeliveryStreamName == "domain-events"
        self.calls.append([record["Data"] for record in Records])
        answer = self.answers.pop(0) if self.answers else ()
        if isinstance(answer, Exception):
            raise answer
        responses = [
            {"ErrorCode": "ServiceUnavailableException", "ErrorMessage": "Slow down."}
            if place in answer
            else {"RecordId": str(place)}
            for place in range(len(Records))
        ]
        return {"FailedPutCount": len(answer), "RequestResponses": responses}


def a_refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "No."}}, "PutRecordBatch")


async def test_only_the_records_that_were_refused_are_sent_again() -> None:
    firehose = FakeFirehose({1, 3}, {0})

    await DeliveryStream(firehose, "domain-events").put([b"a", b"b", b"c", b"d"])

    assert firehose.calls == [[b"a", b"b", b"c", b"d"], [b"b", b"d"], [b"b"]]


async def test_a_call_that_got_no_answer_is_made_again_whole() -> None:
    gone = EndpointConnectionError(endpoint_url="http://nowhere")
    firehose = FakeFirehose(gone, a_refusal("ServiceUnavailableException"))

    await DeliveryStream(firehose, "domain-events").put([b"a", b"b"])

    assert firehose.calls == [[b"a", b"b"]] * 3


async def test_a_stream_that_keeps_refusing_is_given_up() -> None:
    firehose = FakeFirehose(*({0} for _ in range(9)))

    with pytest.raises(DeliveryError, match="1 records were refused: ServiceUnavailableException"):
        await DeliveryStream(firehose, "domain-events").put([b"a", b"b"])

    assert firehose.calls == [[b"a", b"b"], [b"a"], [b"a"], [b"a"]]


@pytest.mark.parametrize("code", ["ResourceNotFoundException", "AccessDeniedException"])
async def test_what_repeating_cannot_mend_is_not_repeated(code: str) -> None:
    firehose = FakeFirehose(a_refusal(code))

    with pytest.raises(DeliveryError, match=code):
        await DeliveryStream(firehose, "domain-events").put([b"a"])

    assert len(firehose.calls) == 1


def test_a_call_holds_five_hundred_records_and_four_megabytes() -> None:
    small = [b"%d" % number for number in range(1_200)]
    large = [bytes(250_000)] * 40

    assert [len(batch) for batch in batches(small)] == [500, 500, 200]
    assert [len(batch) for batch in batches(large)] == [16, 16, 8]
    assert [record for batch in batches(small) for record in batch] == small
    assert list(batches([])) == []
