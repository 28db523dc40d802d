"""Which rates apply where and when, and tax to the last unit."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from core_services.catalog.pricing.model import MILLION, ShipTo, TaxRate
from core_services.catalog.pricing.tax import by_country, effective_rates, tax_on

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
GST = TaxRate(name="GST", country="CA", rate="0.05")
QST = TaxRate(name="QST", country="CA", region="QC", rate="0.09975")
IVA = TaxRate(name="IVA", country="ES", rate="0.21")
IGIC = TaxRate(name="IGIC", country="ES", region="CN", rate="0.07", replaces_country=True)
REDUCED = TaxRate(name="IVA reduced", country="ES", rate="0.1", tax_class="books")
RATES = by_country([GST, QST, IVA, IGIC, REDUCED])


def names(ship_to: ShipTo | None, tax_class: str = "standard") -> list[str]:
    return [rate.name for rate in effective_rates(RATES, ship_to, tax_class, NOON)]


def test_rates_of_country_and_region_add_up() -> None:
    assert names(ShipTo("CA", "QC")) == ["GST", "QST"]
    assert names(ShipTo("CA", "ON")) == ["GST"]


def test_a_region_is_found_however_it_is_written() -> None:
    assert [names(ShipTo("CA", region)) for region in ("qc", "CA-QC", " QC ")] == [
        ["GST", "QST"]
    ] * 3
    assert names(ShipTo("CA", "Nouvelle-France")) == ["GST"]


def test_a_region_can_replace_its_country() -> None:
    assert names(ShipTo("ES", "CN")) == ["IGIC"]
    assert names(ShipTo("ES")) == ["IVA"]


def test_a_class_without_a_row_is_taxed_as_standard() -> None:
    assert names(ShipTo("ES"), "books") == ["IVA reduced"]
    assert names(ShipTo("CA"), "books") == ["GST"]


def test_no_address_and_no_rows_mean_no_tax() -> None:
    assert names(None) == []
    assert names(ShipTo("JP")) == []


def test_a_rate_holds_from_its_start_until_just_before_its_end() -> None:
    change = NOON + timedelta(days=1)
    old = TaxRate(name="old", country="DE", rate="0.19", ends_at=change)
    new = TaxRate(name="new", country="DE", rate="0.2", starts_at=change)
    rates = by_country([old, new])

    def at(moment: datetime) -> list[str]:
        return [rate.name for rate in effective_rates(rates, ShipTo("DE"), "standard", moment)]

    assert at(change - timedelta(microseconds=1)) == ["old"]
    assert at(change) == ["new"]


def test_two_rates_are_rounded_together_and_split() -> None:
    lines = tax_on(1999, (GST, QST), inclusive=False)

    assert [(line.name, line.amount) for line in lines] == [("GST", 100), ("QST", 199)]


@given(
    amount=st.integers(0, 10**15),
    rates=st.lists(st.integers(0, MILLION), min_size=1, max_size=3),
    inclusive=st.booleans(),
)
def test_tax_is_the_nearest_unit_to_the_exact_fraction(
    amount: int, rates: list[int], inclusive: bool
) -> None:
    rows = tuple(
        TaxRate(name=str(n), country="DE", rate="1" if r == MILLION else f"0.{r:06d}")
        for n, r in enumerate(rates)
    )
    share = Fraction(sum(rates), MILLION)
    exact = amount * share / (1 + share) if inclusive else amount * share

    tax = sum(line.amount for line in tax_on(amount, rows, inclusive=inclusive))

    assert -Fraction(1, 2) < tax - exact <= Fraction(1, 2)
