"""Which addresses the edge lets through, and which ways of writing them it refuses."""

import pytest

from infra.local.edge.routing import PathError, clean_path, find_forwarding, matches
from infra.local.edge.settings import Forwarding, Upstream
from infra.local.topology import load_topology


def forwardings() -> tuple[Forwarding, ...]:
    return tuple(
        Forwarding(route.path, Upstream("service", str(route.service or route.function), ""))
        for route in load_topology().routes
    )


@pytest.mark.parametrize(
    "raw",
    [
        b"/core/v1/../internal/v1/orders",
        b"/core/v1/./orders",
        b"/core/v1/%2e%2e/internal",
        b"/core/v1/%2E%2E/internal",
        b"/core/v1/.%2e/internal",
        b"/core/v1/orders%2f..%2finternal",
        b"/core/v1/orders%2F%2Finternal",
        b"/core/v1/orders%5c..%5cinternal",
        b"/core/v1/orders\\..\\internal",
        b"//internal/v1/orders",
        b"/core//v1/orders",
        b"/core/v1/orders/%00",
        b"/core/v1/orders/%0d%0aX-Evil:1",
        b"/core/v1/orders/%7f",
        b"/core/v1/orders/%zz",
        b"/core/v1/orders/%",
        b"/core/v1/orders/%c0%ae%c0%ae/",
        b"/core/v1/orders/\xc3\xa9",
        b"/core/v1/orders;/../internal",
        b"/core/v1/orders /x",
        b"core/v1/orders",
        b"*",
        b"/" + b"a" * 5000,
    ],
)
def test_a_path_that_could_be_read_in_two_ways_is_refused(raw: bytes) -> None:
    with pytest.raises(PathError):
        clean_path(raw)


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b"/", "/"),
        (b"/core/v1/products/caf%C3%A9-lamp", "/core/v1/products/café-lamp"),
        (b"/core/v1/carts/crt_1/items/50%25-OFF", "/core/v1/carts/crt_1/items/50%-OFF"),
        (b"/core/v1/carts/crt_1/items/A%20B", "/core/v1/carts/crt_1/items/A B"),
        (b"/core/v1/carts/crt_1/items/v1.2", "/core/v1/carts/crt_1/items/v1.2"),
        (b"/core/v1/carts/crt_1/items/006R%2F90321", "/core/v1/carts/crt_1/items/006R/90321"),
        (b"/core/v1/orders/", "/core/v1/orders/"),
    ],
)
def test_an_ordinary_path_is_decoded_once(raw: bytes, path: str) -> None:
    assert clean_path(raw) == path


@pytest.mark.parametrize(
    "path",
    [
        "/internal/v1/orders/ord_1",
        "/INTERNAL/v1/orders/ord_1",
        "/Core/v1/orders",
        "/core/v1",
        "/core/v2/orders",
        "/core/v1/admin",
        "/core/v1/admin/users",
        "/health/ready",
        "/apiary",
        "/metrics",
        "/docs",
    ],
)
def test_what_is_not_in_the_topology_leads_nowhere(path: str) -> None:
    assert find_forwarding(forwardings(), path) is None


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/auth/sign-in", "bff"),
        ("/core/v1/products", "catalog"),
        ("/core/v1/products/lamp", "catalog"),
        ("/core/v1/carts/crt_1/items/A", "cart"),
        ("/core/v1/payments/webhooks/stripe", "payment"),
        ("/core/v1/admin/orders/ord_1", "order"),
    ],
)
def test_a_route_leads_to_its_owner(path: str, name: str) -> None:
    forwarding = find_forwarding(forwardings(), path)
    assert forwarding is not None
    assert forwarding.upstream.name == name


def test_a_pattern_without_a_star_is_one_address() -> None:
    assert matches("/core/v1/search", "/core/v1/search")
    assert not matches("/core/v1/search", "/core/v1/search/rebuild")
