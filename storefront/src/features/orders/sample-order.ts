import type { Order, OrderLine } from "./order";

/** A line of two pairs of socks, for tests. */
export const sampleLine: OrderLine = {
  id: "line_1",
  sku: "SOCK-1",
  product_id: "prd_1",
  variant_id: "var_1",
  title: "Socks",
  variant_title: "Blue",
  image_url: null,
  quantity: 2,
  unit_price: 1000,
  compare_at: null,
  subtotal: 2000,
  discount: 0,
  discounts: [],
  tax: 319,
  tax_lines: [],
  total: 2000,
  requires_shipping: true,
  weight_grams: 100,
};

const address = {
  name: "Ada Example",
  line1: "Lindenstraße 12",
  line2: "",
  city: "Berlin",
  region: "",
  region_name: "",
  postal_code: "10969",
  country: "DE",
  phone: "",
};

const noon = "2026-11-26T12:00:00Z";

/** An order that waits for its payment until a quarter past twelve, for tests. */
export const sampleOrder: Order = {
  id: "ord_1",
  number: "KX4M-7QPD",
  status: "pending_payment",
  currency: "EUR",
  lines: [sampleLine],
  subtotal: 2000,
  discount_total: 0,
  shipping_total: 490,
  tax_total: 397,
  total: 2490,
  paid_total: 0,
  refunded_total: 0,
  prices_include_tax: true,
  tax_lines: [{ name: "VAT", rate: "0.19", amount: 397 }],
  shipping: { code: "standard", name: "Standard", total: 490 },
  shipping_address: address,
  billing_address: address,
  email: "ada@example.org",
  coupon_codes: [],
  locale: "en",
  fulfilments: [],
  returns: [],
  refunds: [],
  payment_id: null,
  history: [{ status: "pending_payment", at: noon, reason: "" }],
  cart_id: "crt_1",
  cart_version: 1,
  placed_at: noon,
  expires_at: "2026-11-26T12:15:00Z",
  paid_at: null,
  version: 1,
};

/** So many units of the line, sent in one parcel. */
export function parcel(
  quantity: number,
  status: Order["fulfilments"][number]["status"] = "shipped",
): Order["fulfilments"][number] {
  return {
    id: `ful_${status}_${quantity}`,
    status,
    lines: [{ line_id: "line_1", quantity }],
    carrier: "DHL",
    tracking_number: "00340434161094",
    tracking_url: "https://track.example/00340434161094",
    created_at: noon,
    shipped_at: noon,
    delivered_at: null,
  };
}

export function returned(
  quantity: number,
  status: Order["returns"][number]["status"] = "requested",
): Order["returns"][number] {
  return {
    id: `ret_${status}_${quantity}`,
    status,
    lines: [{ line_id: "line_1", quantity }],
    reason: "",
    reason_code: "does-not-fit",
    restocked: false,
    refund_id: null,
    requested_at: noon,
    decided_at: null,
  };
}

export function refund(status: Order["refunds"][number]["status"]): Order["refunds"][number] {
  return {
    id: "ref_1",
    payment_id: "pay_1",
    status,
    currency: "EUR",
    amount: 2490,
    shipping: 490,
    lines: [{ line_id: "line_1", quantity: 2, amount: 2000, withdrawn: false }],
    return_id: null,
    reason: "",
    failure: "",
    requested_at: noon,
    settled_at: null,
  };
}

/** A payment of the sample order, for tests. */
export function samplePayment(
  status: "failed" | "processing" | "succeeded" | "held" | "closed" | "requires_payment",
) {
  return {
    id: "pay_1",
    order_id: "ord_1",
    status,
    amount: 2490,
    currency: "EUR",
    redirect_url: null,
    refunded_amount: 0,
    failure_reason: null,
    expires_at: null,
    created_at: noon,
    version: 1,
  };
}
