import { parseAddress, writeAddress } from "./address";

it("keeps a search for a number, a word and a list as they were typed", () => {
  const search = { q: "1984", sort: "-price", brand: ["Salt & Stone", "Wren"], returned: "true" };
  expect(parseAddress(writeAddress(search))).toEqual(search);
});

it("writes what people can read", () => {
  expect(writeAddress({ q: "blue chair", attr: ["colour:Blue"], page: 2 })).toBe(
    "?q=blue+chair&attr=colour:Blue&page=2",
  );
});

it("leaves out what is not set, and the question mark when nothing is", () => {
  expect(writeAddress({ q: undefined, brand: [] })).toBe("");
});
