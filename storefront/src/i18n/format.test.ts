import { activate } from "./activate";
import { formatDay, formatMoney, formatPercent, parseMoney, toDecimal } from "./format";

describe("money", () => {
  it.each([
    [1999, "EUR", "19.99"],
    [5, "EUR", "0.05"],
    [-1205, "EUR", "-12.05"],
    [500, "JPY", "500"],
    [1234, "KWD", "1.234"],
    [900719925474099, "USD", "9007199254740.99"],
  ])("%i minor units of %s are %s", (amount, currency, decimal) => {
    expect(toDecimal({ amount, currency })).toBe(decimal);
  });

  it("is written as people of the language write it", async () => {
    expect(formatMoney({ amount: 123456, currency: "EUR" })).toBe("€1,234.56");
    expect(formatMoney({ amount: 500, currency: "JPY" })).toBe("¥500");
    await activate("de");
    expect(formatMoney({ amount: 123456, currency: "EUR" })).toBe("1.234,56\u00a0€");
  });

  it.each([
    ["19,99", "EUR", 1999],
    ["19.9", "EUR", 1990],
    ["19", "EUR", 1900],
    ["1 234,50", "EUR", 123450],
    ["500", "JPY", 500],
    ["1.234", "KWD", 1234],
  ])("reads %s %s", (typed, currency, amount) => {
    expect(parseMoney(typed, currency)).toBe(amount);
  });

  it.each([
    ["", "EUR"],
    ["19.999", "EUR"],
    ["5.0", "JPY"],
    ["-3", "EUR"],
    ["12a", "EUR"],
    ["1,234.50", "EUR"],
  ])("refuses %j as %s", (typed, currency) => {
    expect(parseMoney(typed, currency)).toBeUndefined();
  });
});

it("writes a day in the visitor's language", async () => {
  expect(formatDay("2026-11-26T12:00:00Z")).toBe("Nov 26, 2026");
  await activate("de");
  expect(formatDay("2026-11-26T12:00:00Z")).toBe("26.11.2026");
});

it("writes a rate as percent, exactly", async () => {
  expect(formatPercent("0.19")).toBe("19%");
  expect(formatPercent("0.08875")).toBe("8.875%");
  await activate("de");
  expect(formatPercent("0.077")).toBe("7,7\u00a0%");
});
