from contracts.events import EVENT_TYPES
from contracts.lake import FIELDS_KEPT_OUT, payload_column
from contracts.lake_schema import (
    CLICKSTREAM,
    DOMAIN_EVENTS,
    HISTORY_ORDER_LINES,
    Column,
    ListOf,
    StructOf,
)


def test_a_time_is_a_timestamp_and_a_count_a_bigint() -> None:
    assert CLICKSTREAM.columns[:4] == (
        Column("event_id", "string"),
        Column("occurred_at", "timestamp"),
        Column("received_at", "timestamp"),
        Column("clock_skew_ms", "bigint"),
    )


def test_an_optional_field_has_the_type_of_its_value() -> None:
    columns = {column.name: column.type for column in CLICKSTREAM.columns}
    assert columns["position"] == "bigint"
    assert columns["query"] == "string"


def test_amounts_of_history_keep_four_decimals() -> None:
    columns = {column.name: column.type for column in HISTORY_ORDER_LINES.columns}
    assert columns["unit_price"] == "decimal(19,4)"


def test_every_event_type_has_a_column() -> None:
    names = {column.name for column in DOMAIN_EVENTS.columns}
    assert {payload_column(name) for name in EVENT_TYPES} < names


def test_a_payload_nests_and_keeps_its_times_as_text() -> None:
    columns = {column.name: column.type for column in DOMAIN_EVENTS.columns}
    assert columns["order_stock_changed_v1"] == StructOf(
        (
            Column(
                "levels",
                ListOf(
                    StructOf(
                        (
                            Column("sku", "string"),
                            Column("available", "bigint"),
                            Column("version", "bigint"),
                        )
                    )
                ),
            ),
        )
    )
    delivered = columns["order_delivered_v1"]
    assert isinstance(delivered, StructOf)
    assert delivered.fields[-1] == Column("delivered_at", "string")


def test_free_text_has_no_column() -> None:
    columns = {column.name: column.type for column in DOMAIN_EVENTS.columns}
    for name, fields in FIELDS_KEPT_OUT.items():
        payload = columns[payload_column(name)]
        assert isinstance(payload, StructOf)
        assert fields.isdisjoint(field.name for field in payload.fields)
