import { mayOpen, sectionsFor } from "./navigation";

const pagesFor = (...groups: string[]) =>
  sectionsFor(groups).flatMap((section) => section.entries.map((entry) => entry.to));

it("shows each group what its API admits", () => {
  expect(pagesFor("support")).toEqual([
    "/admin/orders",
    "/admin/payments",
    "/admin/customers",
    "/admin/stock",
  ]);
  expect(pagesFor("operations")).toEqual(["/admin/operations"]);
  expect(pagesFor()).toEqual([]);
});

it("keeps a page closed below its address too", () => {
  expect(mayOpen("/admin/products/prd_1", ["orders"])).toBe(false);
  expect(mayOpen("/admin/products/prd_1", ["catalog"])).toBe(true);
});

it("opens the start page to everybody", () => {
  expect(mayOpen("/admin", ["operations"])).toBe(true);
});
