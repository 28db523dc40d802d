import { bookings } from "../payments/bookings";
import type { PaymentFile } from "../payments/payment-queries";
import type { Order } from "./order";
import { paidOrder, parcel, refund } from "./sample-order";
import { timelineOf } from "./timeline";

type Entry = Order["timeline"][number];

function entry(version: number, action: string, at: string, status: Order["status"]): Entry {
  return { version, action, at, status, actor: "staff", reason: "" };
}

const order = paidOrder({
  timeline: [
    entry(1, "place", "2026-11-26T10:00:00Z", "pending_payment"),
    entry(2, "pay", "2026-11-26T10:01:00Z", "paid"),
    entry(3, "packed", "2026-11-26T11:00:00Z", "paid"),
    entry(4, "ship_part", "2026-11-26T11:00:00Z", "partly_fulfilled"),
    { ...entry(5, "refund_requested", "2026-11-26T12:00:00Z", "partly_fulfilled"), reason: "late" },
  ],
  fulfilments: [
    parcel([{ line_id: "bowls", quantity: 2 }], {
      status: "shipped",
      shipped_at: "2026-11-26T11:00:00Z",
      carrier: "DHL",
      tracking_number: "JJD1",
      tracking_url: "https://dhl.example/JJD1",
    }),
  ],
  refunds: [refund({ amount: 500, status: "requested", settled_at: null })],
});

const file: PaymentFile = {
  payment: {
    id: "pay_1",
    order_id: "ord_1",
    status: "succeeded",
    amount: 12990,
    currency: "EUR",
    captured_amount: 12990,
    refunded_amount: 0,
    hold_reason: "",
    failure_reason: "",
    surplus: false,
    method: "card",
    created_at: "2026-11-26T10:00:10Z",
    updated_at: "2026-11-26T10:00:58Z",
  },
  provider_page_id: "cs_1",
  provider_payment_id: "pi_1",
  attempts: [{ id: "att_1", outcome: "opened", detail: "", created_at: "2026-11-26T10:00:10Z" }],
  refunds: [],
  ledger: [
    ledgerLine("t1", "capture", "provider_clearing", 12990),
    ledgerLine("t1", "capture", "sales", -12990),
    ledgerLine("t2", "fee", "provider_clearing", -61),
    ledgerLine("t2", "fee", "fees", 60),
  ],
  events: [
    {
      id: "evt_1",
      type: "charge.succeeded",
      outcome: "done",
      tries: 1,
      received_at: "2026-11-26T10:00:57Z",
    },
  ],
};

function ledgerLine(transaction_id: string, kind: string, account: string, amount: number) {
  return {
    transaction_id,
    kind,
    account,
    currency: "EUR",
    amount,
    posted_at: "2026-11-26T10:00:58Z",
  };
}

it("puts what the provider told between the order's own history, the newest first", () => {
  expect(timelineOf(order, [file]).map(({ event }) => event)).toEqual([
    "refund_requested",
    "ship_part",
    "packed",
    "pay",
    "ledger.fee",
    "ledger.capture",
    "provider.charge.succeeded",
    "attempt.opened",
    "place",
  ]);
});

it("says of each entry what it was about", () => {
  const [asked, shipped, packed] = timelineOf(order, []);
  expect(asked).toMatchObject({ money: { amount: 500, currency: "EUR" }, reason: "late" });
  expect(shipped).toMatchObject({
    tracking: { text: "DHL JJD1", url: "https://dhl.example/JJD1" },
    units: [{ title: "Fruit bowl", quantity: 2 }],
  });
  expect(packed).toMatchObject({ units: [{ title: "Fruit bowl", quantity: 2 }] });
});

it("names a status where it changed, and nowhere else", () => {
  expect(timelineOf(order, []).map(({ status }) => status)).toEqual([
    undefined,
    "partly_fulfilled",
    undefined,
    "paid",
    "pending_payment",
  ]);
});

it("sees whether a booking's lines sum to zero", () => {
  expect(bookings(file)).toMatchObject([
    { kind: "capture", amount: 12990, balanced: true },
    { kind: "fee", amount: 60, balanced: false },
  ]);
});
