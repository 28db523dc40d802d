import type { Fulfilment, Order, OrderLine, Refund, Return } from "./order";

// Orders for tests: three bowls for 100.00 together, and one jug for 25.00, paid.

const placedAt = "2026-11-26T10:00:00Z";

export const bowls: OrderLine = {
  ...line("bowls", "Fruit bowl"),
  quantity: 3,
  unit_price: 3600,
  subtotal: 10800,
  discount: 800,
  tax: 1597,
  total: 10000,
};

export const jug: OrderLine = {
  ...line("jug", "Jug"),
  quantity: 1,
  unit_price: 2500,
  subtotal: 2500,
  discount: 0,
  tax: 399,
  total: 2500,
};

function line(id: string, title: string) {
  return {
    id,
    sku: id.toUpperCase(),
    product_id: `prd_${id}`,
    variant_id: `var_${id}`,
    title,
    variant_title: "",
    image_url: null,
    compare_at: null,
    discounts: [],
    tax_lines: [],
    requires_shipping: true,
    weight_grams: 500,
  };
}

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

export function paidOrder(changes: Partial<Order> = {}): Order {
  return {
    id: "ord_1",
    number: "KX4M-7QPD",
    status: "paid",
    currency: "EUR",
    lines: [bowls, jug],
    subtotal: 13300,
    discount_total: 800,
    shipping_total: 490,
    tax_total: 2074,
    total: 12990,
    paid_total: 12990,
    refunded_total: 0,
    prices_include_tax: true,
    tax_lines: [],
    shipping: { code: "standard", name: "Standard", total: 490 },
    shipping_address: address,
    billing_address: address,
    email: "ada@example.com",
    coupon_codes: [],
    locale: "en",
    fulfilments: [],
    returns: [],
    refunds: [],
    payment_id: "pay_1",
    history: [],
    cart_id: "crt_1",
    cart_version: 1,
    placed_at: placedAt,
    expires_at: "2026-11-26T10:15:00Z",
    paid_at: "2026-11-26T10:01:00Z",
    version: 2,
    customer_id: "ada",
    customer_kind: "customer",
    payments: [],
    timeline: [],
    shipping_charge: null,
    refundable: 12990,
    actions: ["cancel", "hold", "ship_part", "ship_rest", "refund_all"],
    ...changes,
  };
}

export function parcel(lines: Fulfilment["lines"], changes: Partial<Fulfilment> = {}): Fulfilment {
  return {
    id: "ful_1",
    status: "packing",
    lines,
    carrier: "",
    tracking_number: "",
    tracking_url: "",
    created_at: "2026-11-26T11:00:00Z",
    shipped_at: null,
    delivered_at: null,
    ...changes,
  };
}

export function refund(changes: Partial<Refund> = {}): Refund {
  return {
    id: "ref_1",
    payment_id: "pay_1",
    status: "succeeded",
    currency: "EUR",
    amount: 0,
    shipping: 0,
    lines: [],
    return_id: null,
    reason: "",
    failure: "",
    requested_at: "2026-11-26T12:00:00Z",
    settled_at: "2026-11-26T12:00:02Z",
    ...changes,
  };
}

export function sentBack(lines: Return["lines"], changes: Partial<Return> = {}): Return {
  return {
    id: "ret_1",
    status: "requested",
    lines,
    reason: "",
    reason_code: "changed-mind",
    restocked: false,
    refund_id: null,
    requested_at: "2026-11-27T09:00:00Z",
    decided_at: null,
    ...changes,
  };
}
