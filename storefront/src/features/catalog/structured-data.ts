import { toDecimal } from "@/i18n/format";

import type { Product, Variant } from "./api/product-page";

/** A product as schema.org has it, to stand in a page: no `<` may end the element that holds it. */
export function structuredData(product: Product, site: string): string {
  const page = `${site}/products/${product.slug}`;
  const data = {
    "@context": "https://schema.org",
    "@type": "Product",
    name: product.title,
    ...(product.seo_description && { description: product.seo_description }),
    ...(product.brand && { brand: { "@type": "Brand", name: product.brand } }),
    image: product.images.map(({ url }) => new URL(url, site).href),
    url: page,
    offers: product.variants.map((variant) => offer(variant, page)),
  };
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}

function offer({ sku, price, in_stock: inStock }: Variant, page: string) {
  return {
    "@type": "Offer",
    sku,
    url: `${page}?sku=${encodeURIComponent(sku)}`,
    price: toDecimal(price),
    priceCurrency: price.currency,
    availability: `https://schema.org/${inStock ? "InStock" : "OutOfStock"}`,
  };
}
