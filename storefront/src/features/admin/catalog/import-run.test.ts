import { after, beginning, formatOf, type Issue, toCsv } from "./import-run";

const issue: Issue = {
  kind: "issue",
  file: "a.csv",
  line: 7,
  severity: "error",
  code: "price-missing",
  reason: 'No price, "none at all"',
  column: "Variant Price",
  handle: "mug",
};
const progress = { kind: "progress", bytes_read: 50, bytes_total: 100, products: 3 } as const;

it("keeps the newest progress and all complaints", () => {
  const state = after(after(beginning, [issue, progress]), [
    issue,
    { ...progress, bytes_read: 90, products: 5 },
  ]);
  expect([state.bytesRead, state.bytesTotal, state.products]).toEqual([90, 100, 5]);
  expect([state.issues.length, state.issueCount]).toEqual([2, 2]);
  expect(state.summary).toBeUndefined();
});

it("counts more complaints than it keeps", () => {
  const state = after(
    beginning,
    Array.from({ length: 6000 }, () => issue),
  );
  expect([state.issues.length, state.issueCount]).toEqual([5000, 6000]);
});

it("writes complaints as quoted cells, none of them a formula", () => {
  expect(toCsv([{ ...issue, handle: "=cmd()" }])).toBe(
    '"file","line","severity","column","handle","code","reason"\r\n' +
      '"a.csv","7","error","Variant Price","\'=cmd()","price-missing","No price, ""none at all"""',
  );
});

it.each([
  ["Products.CSV", "shopify"],
  ["catalogue.jsonl", "jsonl"],
  ["notes.txt", undefined],
])("takes %s for %s", (name, format) => {
  expect(formatOf(name)).toBe(format);
});
