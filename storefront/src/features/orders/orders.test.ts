import { addressLines } from "./address-lines";
import { dropPass, keepPass, orderHeaders } from "./api/order-pass";
import { lookupErrors } from "./lookup";
import { isCancellable, isFinal, isPayable, type OrderStatus, returnableUnits } from "./order";
import { declineReason, outcomeOf } from "./payment-outcome";
import { pollDelay, watch } from "./polling";
import { draftErrors, emptyDraft, toReturnBody } from "./returning";
import { parcel, refund, returned, sampleOrder, samplePayment } from "./sample-order";
import { explainStatus, stepsOf } from "./story";

const noon = Date.parse("2026-11-26T12:00:00Z");
const inStatus = (status: OrderStatus) => ({ ...sampleOrder, status });
const paid = { ...sampleOrder, status: "paid", paid_at: "2026-11-26T12:05:00Z" } as const;

describe("what may be done with an order", () => {
  it("can be paid until its time is over", () => {
    expect(isPayable(sampleOrder, noon)).toBe(true);
    expect(isPayable(sampleOrder, Date.parse(sampleOrder.expires_at))).toBe(false);
    expect(isPayable(paid, noon)).toBe(false);
  });

  it.each<[OrderStatus, boolean]>([
    ["pending_payment", true],
    ["paid", true],
    ["held", false],
    ["partly_fulfilled", false],
    ["fulfilled", false],
    ["delivered", false],
    ["cancelled", false],
    ["expired", false],
    ["refunded", false],
  ])("%s: can be cancelled is %s", (status, expected) => {
    expect(isCancellable(inStatus(status))).toBe(expected);
  });

  it("lets come back what was shipped and is not on its way back", () => {
    const of = (order: Partial<typeof sampleOrder>) =>
      returnableUnits({ ...sampleOrder, ...order }).get("line_1");
    expect(of({})).toBeUndefined();
    expect(of({ fulfilments: [parcel(2, "packing")] })).toBeUndefined();
    expect(of({ fulfilments: [parcel(1), parcel(1, "delivered")] })).toBe(2);
    expect(of({ fulfilments: [parcel(2)], returns: [returned(1)] })).toBe(1);
    expect(of({ fulfilments: [parcel(2)], returns: [returned(2, "rejected")] })).toBe(2);
    expect(of({ fulfilments: [parcel(2)], returns: [returned(2, "accepted")] })).toBeUndefined();
  });
});

describe("what is told of an order", () => {
  const about = (order: typeof sampleOrder, now = noon) => explainStatus(order, now);

  it("tells a cancelled order by where the money is", () => {
    const cancelled = inStatus("cancelled");
    expect(about(cancelled)).toContain("No money was taken");
    expect(about({ ...cancelled, paid_total: 2490, refunds: [refund("requested")] })).toContain(
      "on its way back",
    );
    expect(about({ ...cancelled, paid_total: 2490, refunds: [refund("succeeded")] })).toContain(
      "was sent back",
    );
  });

  it("does not ask for a payment when the time for it is over", () => {
    expect(about(sampleOrder)).toContain("As soon as you have paid");
    expect(about(sampleOrder, Date.parse(sampleOrder.expires_at))).toContain("is over");
  });

  it("shows what happened and what is to come", () => {
    const history = [
      ...sampleOrder.history,
      { status: "paid" as const, at: "2026-11-26T12:05:00Z", reason: "" },
    ];
    expect(stepsOf({ ...paid, history }).map(({ name, state }) => [name, state])).toEqual([
      ["orders.step.pending_payment", "done"],
      ["orders.step.paid", "done"],
      ["orders.stepAhead.fulfilled", "next"],
      ["orders.stepAhead.delivered", "later"],
    ]);
  });

  it("promises nothing of an order that has ended", () => {
    const history = [
      ...sampleOrder.history,
      { status: "cancelled" as const, at: "2026-11-26T12:05:00Z", reason: "" },
    ];
    const states = stepsOf({ ...inStatus("cancelled"), history }).map(({ state }) => state);
    expect(states).toEqual(["done", "done"]);
  });
});

describe("how often an order is asked for", () => {
  it("grows with the time in which nothing happened", () => {
    expect([0, 20_000, 60_000, 3_600_000].map((unchanged) => pollDelay(paid, unchanged))).toEqual([
      1_500, 5_000, 15_000, 60_000,
    ]);
  });

  it("ends with the order, once its money and its returns are settled", () => {
    expect(pollDelay(inStatus("delivered"), 0)).toBe(false);
    expect(isFinal({ ...inStatus("delivered"), returns: [returned(1)] })).toBe(false);
    expect(isFinal({ ...inStatus("cancelled"), refunds: [refund("requested")] })).toBe(false);
    expect(isFinal({ ...inStatus("cancelled"), refunds: [refund("succeeded")] })).toBe(true);
    expect(pollDelay(undefined, 0)).toBe(false);
  });

  it("begins anew when the order changed", () => {
    let now = 0;
    const watched = watch(() => now);
    watched.unchangedFor(1);
    now = 10_000;
    expect(watched.unchangedFor(1)).toBe(10_000);
    expect(watched.unchangedFor(2)).toBe(0);
  });
});

describe("what came of the payment page", () => {
  it.each([
    ["succeeded", "confirming"],
    ["processing", "processing"],
    ["failed", "declined"],
    ["requires_payment", "left"],
    ["closed", "closed"],
    ["held", "held"],
  ] as const)("a payment that is %s: %s", (status, outcome) => {
    expect(outcomeOf(sampleOrder, samplePayment(status), false)).toBe(outcome);
  });

  it("is what the order says, once it has moved", () => {
    expect(outcomeOf(paid, samplePayment("requires_payment"), false)).toBe("paid");
    expect(outcomeOf(inStatus("expired"), undefined, false)).toBe("closed");
    expect(outcomeOf(inStatus("held"), samplePayment("succeeded"), false)).toBe("held");
  });

  it("is not known while nobody answers, and never told as a failure", () => {
    expect(outcomeOf(sampleOrder, undefined, false)).toBe("checking");
    expect(outcomeOf(sampleOrder, undefined, true)).toBe("unknown");
  });

  it("gives the reason of a decline where a customer can use it", () => {
    expect(declineReason("insufficient_funds")).toBe("orders.declined.insufficient_funds");
    expect(declineReason("stolen_card")).toBeUndefined();
    expect(declineReason(null)).toBeUndefined();
  });
});

describe("a return", () => {
  const two = { ...sampleOrder, fulfilments: [parcel(2)] };

  it("needs something to come back, and a reason", () => {
    expect(draftErrors(emptyDraft(two))).toEqual({
      units: "Choose at least one thing.",
      reasonCode: "Please choose a reason.",
      reason: undefined,
    });
    const other = { units: { line_1: 1 }, reasonCode: "other", reason: " " } as const;
    expect(draftErrors(other).reason).toBe("Please tell us what it is about.");
  });

  it("means the one thing there is", () => {
    const one = { ...sampleOrder, fulfilments: [parcel(1)] };
    expect(emptyDraft(one).units).toEqual({ line_1: 1 });
    expect(emptyDraft(two).units).toEqual({ line_1: 0 });
  });

  it("names the lines of which something comes back", () => {
    const lines = { line_1: 2, line_2: 0 };
    expect(toReturnBody({ units: lines, reasonCode: "late", reason: " Too late. " })).toEqual({
      lines: [{ line_id: "line_1", quantity: 2 }],
      reason_code: "late",
      reason: "Too late.",
    });
  });
});

describe("a lookup", () => {
  it.each(["KX4M-7QPD", "kx4m 7qpd", "ord_01jdm2q3r4s5t6v7w8x9y0zabc"])("takes %s", (order) => {
    expect(lookupErrors({ order, email: "ada@example.org" })).toEqual({});
  });

  it("says what is wrong before it is sent", () => {
    expect(lookupErrors({ order: "KX4M", email: "ada" })).toEqual({
      order: "An order number has eight letters and digits, such as KX4M-7QPD.",
      email: "That is not a complete e-mail address. It looks like name@example.com.",
    });
  });
});

describe("an order's pass", () => {
  afterEach(() => sessionStorage.clear());

  it("opens its order until it ends", () => {
    keepPass("ord_1", { token: "t", expiresAt: new Date(Date.now() + 60_000).toISOString() });
    expect(orderHeaders("ord_1")).toEqual({ authorization: "Bearer t" });
    expect(orderHeaders("ord_2")).toEqual({});
    keepPass("ord_1", { token: "t", expiresAt: new Date(Date.now() - 1).toISOString() });
    expect(orderHeaders("ord_1")).toEqual({});
    expect(sessionStorage).toHaveLength(0);
  });

  it("can be dropped", () => {
    keepPass("ord_1", { token: "t", expiresAt: new Date(Date.now() + 60_000).toISOString() });
    dropPass("ord_1");
    expect(orderHeaders("ord_1")).toEqual({});
  });
});

it("writes an address as its country does", () => {
  expect(addressLines(sampleOrder.shipping_address)).toEqual([
    "Ada Example",
    "Lindenstraße 12",
    "10969 Berlin",
    "Germany",
  ]);
  const inOhio = { city: "Columbus", region: "OH", postal_code: "43215", country: "US" };
  expect(addressLines({ ...sampleOrder.shipping_address, ...inOhio })).toContain(
    "Columbus OH 43215",
  );
});
