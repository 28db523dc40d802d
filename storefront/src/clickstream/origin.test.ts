import { originOf } from "./origin";

const landing =
  "http://shop.test/products/vase?utm_source=letter&utm_medium=mail&utm_campaign=May&token=x";

it("keeps the campaign and the host that led here, and nothing else of either address", () => {
  expect(originOf(landing, "https://search.test:8443/results?q=secret")).toEqual({
    referrer_host: "search.test",
    campaign: { source: "letter", medium: "mail", name: "May" },
  });
});

it("takes neither ourselves nor an empty referrer for an origin", () => {
  const nowhere = { referrer_host: "", campaign: { source: "", medium: "", name: "" } };
  expect(originOf("http://shop.test/", "http://shop.test/cart")).toEqual(nowhere);
  expect(originOf("http://shop.test/", "")).toEqual(nowhere);
});
