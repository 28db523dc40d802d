import { parseSearch } from "./api/search-params";
import { chosen, cleared, isChosen, toggled } from "./choices";
import { rangeLabel } from "./labels";
import { toRange } from "./price-fields";

describe("an address", () => {
  it("says what is searched, chosen, sorted and shown", () => {
    const query = {
      q: " blue chair ",
      brand: "Oakhollow",
      attr: ["material:Oak", "material:Oak", "note:a:b"],
      price: "5000-9999",
      in_stock: "true",
      sort: "-price",
      page: "3",
    };
    expect(parseSearch(query)).toEqual({
      q: "blue chair",
      brand: ["Oakhollow"],
      attr: ["material:Oak", "note:a:b"],
      price: "5000-9999",
      in_stock: true,
      sort: "-price",
      page: 3,
    });
  });

  it("is read the same again after it was read", () => {
    const once = parseSearch({ q: "1984", brand: ["A", "B"], in_stock: "true", page: "2" });
    expect(parseSearch({ ...once })).toEqual(once);
  });

  it("loses what makes no sense", () => {
    const query = {
      q: "",
      attr: "no-value:",
      price: "cheap",
      in_stock: "maybe",
      sort: "upwards",
      page: "-1",
    };
    expect(parseSearch(query)).toEqual({});
    expect(parseSearch({ sort: "relevance", page: "1", price: "-" })).toEqual({});
  });

  it("shows a bounded number of pages, whatever it says", () => {
    expect(parseSearch({ page: "999" })).toEqual({ page: 40 });
  });
});

describe("a choice", () => {
  it("is added, and taken back, and begins at the first page", () => {
    const one = toggled({ q: "x", page: 4 }, "brand", "A");
    expect(one).toEqual({ q: "x", brand: ["A"] });
    expect(toggled(one, "brand", "B")).toEqual({ q: "x", brand: ["A", "B"] });
    expect(toggled(one, "brand", "A")).toEqual({ q: "x" });
  });

  it("of an attribute carries its code", () => {
    const params = toggled({}, "attr:material", "Oak");
    expect(params).toEqual({ attr: ["material:Oak"] });
    expect(isChosen(params, "attr:material", "Oak")).toBe(true);
    expect(isChosen(params, "attr:colour", "Oak")).toBe(false);
  });

  it("takes the place of another where there can be one alone", () => {
    expect(toggled({ price: "0-999" }, "price", "1000-1999")).toEqual({ price: "1000-1999" });
    expect(toggled({ category: "lamps" }, "category", "chairs")).toEqual({ category: "chairs" });
    expect(toggled({ category: "lamps" }, "category", "lamps")).toEqual({});
    expect(toggled({ in_stock: true }, "in_stock", "true")).toEqual({});
  });

  it("is listed with the others, to be taken back", () => {
    const params = { brand: ["A"], attr: ["note:a:b"], in_stock: true as const };
    const listed = chosen(params, (field, value) => `${field}=${value}`);
    expect(listed.map(({ label }) => label)).toEqual(["brand=A", "in_stock=true", "attr:note=a:b"]);
    expect(cleared({ ...params, q: "x", sort: "price" })).toEqual({ q: "x", sort: "price" });
  });
});

describe("a price range", () => {
  it("is said in round figures, for currencies with and without decimals", () => {
    expect(rangeLabel("5000-9999", "EUR")).toBe("€50 – €100");
    expect(rangeLabel("5050-9950", "EUR")).toBe("€50.50 – €99.50");
    expect(rangeLabel("5000-9999", "JPY")).toBe("¥5,000 – ¥10,000");
    expect(rangeLabel("-2499", "EUR")).toBe("up to €25");
    expect(rangeLabel("100000-", "EUR")).toBe("€1,000 and more");
  });

  it("is made of what is typed, with either end left open", () => {
    expect(toRange("19,99", "50", "EUR")).toBe("1999-5000");
    expect(toRange("", "50", "EUR")).toBe("-5000");
    expect(toRange("10", " ", "EUR")).toBe("1000-");
    expect(toRange("", "", "EUR")).toBe("-");
  });

  it("is none when the figures are wrong, or the wrong way round", () => {
    expect(toRange("cheap", "50", "EUR")).toBeUndefined();
    expect(toRange("50", "10", "EUR")).toBeUndefined();
    expect(toRange("1.5", "", "JPY")).toBeUndefined();
  });
});
