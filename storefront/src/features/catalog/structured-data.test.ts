import type { Product } from "./api/product-page";
import { attributeRows } from "./product-facts";
import { structuredData } from "./structured-data";

const product = {
  slug: "bowl",
  title: "Bowl </script><script>alert(1)</script>",
  brand: "Saltlark",
  seo_description: "",
  images: [{ url: "/media/bowl.svg", alt: "", width: 1, height: 1 }],
  variants: [
    { sku: "B 1", price: { amount: 1490, currency: "EUR" }, in_stock: true },
    { sku: "B2", price: { amount: 1490, currency: "JPY" }, in_stock: false },
  ],
} as unknown as Product;

it("describes a product and what it costs, as schema.org has it", () => {
  const data = JSON.parse(structuredData(product, "https://shop.test")) as {
    image: string[];
    offers: unknown[];
  };
  expect(data.image).toEqual(["https://shop.test/media/bowl.svg"]);
  expect(data.offers).toEqual([
    {
      "@type": "Offer",
      sku: "B 1",
      url: "https://shop.test/products/bowl?sku=B%201",
      price: "14.90",
      priceCurrency: "EUR",
      availability: "https://schema.org/InStock",
    },
    {
      "@type": "Offer",
      sku: "B2",
      url: "https://shop.test/products/bowl?sku=B2",
      price: "1490",
      priceCurrency: "JPY",
      availability: "https://schema.org/OutOfStock",
    },
  ]);
});

it("cannot end the element that it stands in", () => {
  expect(structuredData(product, "https://shop.test")).not.toContain("<");
});

it("gives each attribute one row with all of its values, once", () => {
  const attribute = (
    label: string,
    value: string | number | boolean,
    unit: string | null = null,
  ) => ({
    code: label,
    label,
    value,
    unit,
  });
  const attributes = [
    attribute("Colour", "Blue"),
    attribute("Seat height", 45, "cm"),
    attribute("Colour", "Red"),
    attribute("Colour", "Blue"),
    attribute("Foldable", true),
  ];
  expect(attributeRows({ attributes })).toEqual([
    ["Colour", ["Blue", "Red"]],
    ["Seat height", ["45 cm"]],
    ["Foldable", ["Yes"]],
  ]);
});
