"""Pages are put together from parts, and survive the loss of some."""

from contracts.errors import DeadlineError, InvalidError, NotFoundError, UnavailableError
from edge_api.chassis.upstream import MovedError
from tests.unit.edge_api.bff.conftest import Bff

LAMP = {"id": "prd_1", "slug": "lamp", "category": {"slug": "lighting"}}


def test_the_front_page_shows_categories_and_shelves(bff: Bff) -> None:
    bff.catalog.answers = {
        "/core/v1/categories": {"categories": [{"slug": "lighting"}]},
        "/core/v1/products": {"products": [{"id": "prd_1"}], "next_cursor": None},
    }

    answer = bff.call("GET", "/api/pages/home", query="currency=EUR")

    assert answer.json == {
        "categories": [{"slug": "lighting"}],
        "newest": [{"id": "prd_1"}],
        "popular": [{"id": "prd_1"}],
        "missing": [],
    }
    assert answer.headers["cache-control"] == "public, max-age=30, stale-while-revalidate=30"
    assert ("/core/v1/products", {"sort": "newest", "limit": 12, "currency": "EUR"}) in (
        bff.catalog.asked
    )


def test_what_is_popular_was_sold_lately(bff: Bff) -> None:
    bff.catalog.answers = {"/core/v1/products": {"products": []}}

    bff.call("GET", "/api/pages/home")

    popular = {"sort": "popular", "sold_lately": "true", "limit": 12}
    assert ("/core/v1/products", popular) in bff.catalog.asked


def test_a_page_is_not_sent_to_whoever_has_it(bff: Bff) -> None:
    bff.catalog.answers = {"/core/v1/categories": {"categories": []}}
    bff.catalog.answers["/core/v1/products"] = {"products": [{"id": "prd_1"}]}
    etag = bff.call("GET", "/api/pages/home").headers["etag"]

    again = bff.call("GET", "/api/pages/home", headers={"if-none-match": f'"x", {etag}'})
    bff.catalog.answers["/core/v1/products"] = {"products": [{"id": "prd_2"}]}
    changed = bff.call("GET", "/api/pages/home", headers={"if-none-match": etag})

    assert etag.startswith('W/"')
    assert (again.status, again.text, again.headers["etag"]) == (304, "", etag)
    assert (changed.status, changed.json["newest"]) == (200, [{"id": "prd_2"}])


def test_a_part_that_cannot_be_had_is_named_and_not_cached(bff: Bff) -> None:
    bff.catalog.answers = {
        "/core/v1/categories": UnavailableError("down"),
        "/core/v1/products": {"products": []},
    }

    answer = bff.call("GET", "/api/pages/home")

    assert answer.status == 200
    assert answer.json["categories"] is None
    assert answer.json["missing"] == ["categories"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_front_page_of_which_nothing_is_left_is_unavailable(bff: Bff) -> None:
    down = DeadlineError("too slow")
    bff.catalog.answers = {"/core/v1/categories": down, "/core/v1/products": down}
    answer = bff.call("GET", "/api/pages/home")
    assert (answer.status, answer.headers["retry-after"]) == (503, "1")


def test_what_the_caller_got_wrong_is_no_missing_part(bff: Bff) -> None:
    bff.catalog.answers = {
        "/core/v1/categories": {"categories": []},
        "/core/v1/products": InvalidError("'XXX' is not a currency that prices can be in."),
    }
    answer = bff.call("GET", "/api/pages/home", query="currency=XXX")
    assert (answer.status, answer.json["code"]) == (422, "invalid")


def test_a_product_is_not_related_to_itself(bff: Bff) -> None:
    bff.catalog.answers = {
        "/core/v1/products/lamp": LAMP,
        "/core/v1/products": {"products": [{"id": "prd_1"}, {"id": "prd_2"}]},
    }

    answer = bff.call("GET", "/api/pages/product/lamp")

    assert answer.json["product"] == LAMP
    assert answer.json["related"] == [{"id": "prd_2"}]


def test_a_product_page_does_without_related_products(bff: Bff) -> None:
    bff.catalog.answers = {
        "/core/v1/products/lamp": LAMP,
        "/core/v1/products": UnavailableError(""),
    }
    answer = bff.call("GET", "/api/pages/product/lamp")
    assert answer.status == 200
    assert answer.json["missing"] == ["related"]


def test_a_product_that_is_not_there_is_a_404(bff: Bff) -> None:
    bff.catalog.answers = {"/core/v1/products/lamp": NotFoundError("no")}
    assert bff.call("GET", "/api/pages/product/lamp").status == 404


def test_an_old_slug_leads_to_the_new_page(bff: Bff) -> None:
    moved = MovedError("/core/v1/products/desk-lamp?currency=USD")
    bff.catalog.answers = {"/core/v1/products/lamp": moved}
    answer = bff.call("GET", "/api/pages/product/lamp", query="currency=USD")
    assert answer.status == 308
    assert answer.headers["location"] == "/api/pages/product/desk-lamp?currency=USD"


def test_a_slug_cannot_reach_another_address_of_the_catalog(bff: Bff) -> None:
    bff.call("GET", "/api/pages/product/..%2F..%2Finternal")
    assert bff.catalog.asked[0][0] == "/core/v1/products/..%2F..%2Finternal"
