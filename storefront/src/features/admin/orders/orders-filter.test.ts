import { parseOrdersFilter, queryOf } from "./orders-filter";

it("takes from an address what makes sense", () => {
  const address = {
    q: " KX4M-7QPD ",
    status: "paid",
    from: "2026-11-01",
    to: "2026-13-77",
    x: "1",
  };
  expect(parseOrdersFilter(address)).toEqual({
    q: "KX4M-7QPD",
    status: "paid",
    from: "2026-11-01",
  });
  expect(parseOrdersFilter({ q: " ", status: "lost", from: 5 })).toEqual({});
});

it.each([
  ["ada@example.com", { email: "ada@example.com" }],
  ["kx4m 7qpd", { number: "KX4M-7QPD" }],
  ["KX4M-7QPD", { number: "KX4M-7QPD" }],
])("looks for %j as %j", (q, query) => {
  expect(queryOf({ q })).toEqual(query);
});

it("includes the whole of the last day", () => {
  const { placed_from = "", placed_to = "" } = queryOf({ from: "2026-11-30", to: "2026-11-30" });
  expect(Date.parse(placed_to) - Date.parse(placed_from)).toBe(24 * 3600 * 1000);
  expect(new Date(placed_from).getHours()).toBe(0);
});
