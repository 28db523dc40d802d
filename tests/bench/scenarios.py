"""The operations that have a budget, each driven against its service and metered from /proc."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter

from contracts.clock import SystemClock
from contracts.sessions import issue_guest_token
from infra.local.environment import Environment
from infra.local.platform import LocalPlatform
from infra.local.provision import Aws
from infra.ops.shopper import Json, Shopper
from tests.bench import load, replay
from tests.bench.figures import Figure, percentile
from tests.bench.processes import CpuMeter

AT_ONCE = 8
READS = 3_000
WRITES = 600
ORDERS = 400
EVENTS = 60
_QUIET_SECONDS = 900  # moto works through some three messages a second then


async def measure(platform: LocalPlatform) -> list[Figure]:
    """Every figure of a running, stocked platform."""
    bench = Bench(platform)
    figures = [
        *await bench.product_read(),
        *await bench.search(),
        *await bench.cart_add(),
        *await bench.quote(),
    ]
    figures += await bench.place_orders()
    return [*figures, *await bench.event_latency()]


class Bench:
    """The scenarios over one platform. Services are called directly: the edge is not theirs."""

    def __init__(self, platform: LocalPlatform) -> None:
        self._environment: Environment = platform.environment()
        self._meter = CpuMeter(platform)

    async def product_read(self) -> list[Figure]:
        async with Shopper.visiting(self._environment.url_of("catalog")) as shopper:
            page = await shopper.products(limit=50)
            slugs = [card["slug"] for card in page["products"]]
            return await self._metered(
                "product read",
                "catalog",
                lambda number: shopper.product(slugs[number % len(slugs)]),
                calls=READS,
                budget=0.3,
            )

    async def search(self) -> list[Figure]:
        async with Shopper.visiting(self._environment.url_of("search")) as shopper:
            words = await self._words()
            return await self._metered(
                "search with facets",
                "search",
                lambda number: shopper.search(words[number % len(words)]),
                calls=WRITES,
                budget=1.0,
            )

    async def cart_add(self) -> list[Figure]:
        async with Shopper.visiting(self._environment.url_of("cart")) as visitor:
            shoppers = [await self._guest(visitor) for _ in range(AT_ONCE * 2)]
            skus = await self._skus()
            return await self._metered(
                "cart add",
                "cart",
                lambda number: shoppers[number % len(shoppers)].add(skus[number % len(skus)]),
                calls=WRITES,
                budget=1.0,
            )

    async def quote(self) -> list[Figure]:
        skus = await self._skus()
        lines = [{"sku": sku, "quantity": 1} for sku in skus[:3]]
        async with Shopper.visiting(self._environment.url_of("catalog")) as shopper:
            return await self._metered(
                "quote, three lines and a coupon",
                "catalog",
                lambda _: shopper.quote(lines=lines, coupons=("WELCOME10",)),
                calls=WRITES,
                budget=None,
            )

    async def place_orders(self) -> list[Figure]:
        """Place orders at full speed, and let pgbench do the same SQL alone."""
        async with Shopper.visiting(self._environment.edge_url) as visitor:
            recorder = replay.Recorder(self._environment)
            baskets = [await self._basket(visitor, number) for number in range(ORDERS)]
            before = self._meter.read()
            result = await load.run(
                lambda n: self._place(*baskets[n]), calls=ORDERS, at_once=AT_ONCE
            )
            used = self._meter.since(before)
            position = await recorder.start()
            samples = [await self._basket(visitor, number) for number in range(AT_ONCE)]
            for shopper, quote in samples:
                await self._place(shopper, quote)
            await recorder.stop()
        tps = await asyncio.to_thread(self._replayed, recorder.since(position))
        return _order_figures(result, used, tps)

    async def event_latency(self) -> list[Figure]:
        """From a payment that is settled (committed) to an order that is paid (its effect)."""
        await self._quiet()
        latencies: list[float] = []
        async with Shopper.visiting(self._environment.edge_url) as visitor:
            for number in range(EVENTS):
                shopper, quote = await self._basket(visitor, number)
                order = await shopper.place_order(quote)
                payment = await shopper.start_payment(order["id"])
                page = await shopper.pay(payment)
                await shopper.return_from(page)
                committed = perf_counter()
                await shopper.order_when(order["id"], "paid")
                latencies.append(perf_counter() - committed)
        return [
            Figure(name="event to effect, median", value=percentile(latencies, 0.5), unit="s"),
            Figure(
                name="event to effect, p99", value=percentile(latencies, 0.99), unit="s", budget=2
            ),
        ]

    async def _quiet(self) -> None:
        """Wait until what the load before set off is worked off: latency is a healthy shop's."""
        sqs = Aws(self._environment.engines.aws_endpoint_url).sqs
        names = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")

        def waiting(queue: str) -> int:
            url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
            given = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(names))
            return sum(int(given["Attributes"][name]) for name in names)

        async with asyncio.timeout(_QUIET_SECONDS):
            for queue in self._environment.topology.queues:
                while await asyncio.to_thread(waiting, queue):
                    await asyncio.sleep(1)

    async def _metered(
        self,
        name: str,
        service: str,
        call: Callable[[int], Awaitable[object]],
        *,
        calls: int,
        budget: float | None,
    ) -> list[Figure]:
        await load.run(call, calls=calls // 10, at_once=AT_ONCE)
        before = self._meter.read()
        result = await load.run(call, calls=calls, at_once=AT_ONCE)
        used = self._meter.since(before)[service]
        note = f"{result.per_second:,.0f}/s, p99 {percentile(result.calls, 0.99) * 1000:.0f} ms"
        if result.failures:
            note += f", {result.failures} FAILED"
        value = used / max(1, len(result.calls))
        return [Figure(name=f"CPU: {name}", value=value, unit="ms", budget=budget, note=note)]

    async def _guest(self, visitor: Shopper) -> Shopper:
        """A new guest, who need not ask for a session: those are rationed by address."""
        secret = self._environment.credentials.guest_session_secret
        token, _ = issue_guest_token(secret, SystemClock().now())
        shopper = Shopper(visitor.http, token)
        await shopper.open_cart()
        return shopper

    async def _basket(self, visitor: Shopper, number: int) -> tuple[Shopper, Json]:
        skus = await self._skus()
        shopper = await self._guest(visitor)
        await shopper.add(skus[number % len(skus)])
        return shopper, await shopper.best_quote()

    async def _place(self, shopper: Shopper, quote: Json) -> None:
        await shopper.place_order(quote, key=f"bench-key-{shopper.cart['id']}")

    def _replayed(self, log: str) -> float | None:
        placed = [
            statements
            for statements in replay.transactions(log)
            if any("INSERT INTO outbox" in sql for sql in statements)
            and any("order.placed.v1" in sql for sql in statements)
        ]
        if not placed:
            return None
        with tempfile.TemporaryDirectory() as folder:
            scripts = []
            for number, statements in enumerate(placed[:AT_ONCE]):
                path = Path(folder) / f"place-{number}.sql"
                path.write_text(replay.as_script(statements))
                scripts.append(path)
            return replay.pgbench(self._environment, scripts, at_once=AT_ONCE, seconds=5)

    async def _skus(self) -> list[str]:
        """SKUs of which there is enough for a bench, and for what pgbench takes."""
        if not hasattr(self, "_plenty"):
            self._plenty = await self._find_plenty()
        return self._plenty

    async def _find_plenty(self) -> list[str]:
        found: list[str] = []
        async with Shopper.visiting(self._environment.url_of("catalog")) as shopper:
            page = await shopper.products(in_stock=True, limit=50)
            for card in page["products"]:
                product = await shopper.product(card["slug"])
                found += [v["sku"] for v in product["variants"] if v["available"]]
        await replay.fill_the_shelves(self._environment, found)
        return found

    async def _words(self) -> list[str]:
        async with Shopper.visiting(self._environment.url_of("catalog")) as shopper:
            page = await shopper.products(limit=50)
        return sorted({word for card in page["products"] for word in card["title"].split()})


def _order_figures(result: load.Result, used: dict[str, float], tps: float | None) -> list[Figure]:
    orders = max(1, len(result.calls))
    services = ("order", "cart", "catalog")
    total = sum(used[name] for name in services) / orders
    parts = ", ".join(f"{name} {used[name] / orders:.2f}" for name in services)
    figures = [
        Figure(
            name="CPU: place order, order service",
            value=used["order"] / orders,
            unit="ms",
            budget=3.0,
            note=f"with its neighbours {total:.2f} ms: {parts}; {result.failures} failed",
        ),
        Figure(name="place order, rate", value=result.per_second, unit="/s"),
    ]
    if tps:
        figures += [
            Figure(name="the same SQL by pgbench", value=tps, unit="/s"),
            Figure(
                name="place order against pgbench",
                value=result.per_second / tps,
                unit="",
                budget=0.5,
                better="higher",
            ),
        ]
    return figures
