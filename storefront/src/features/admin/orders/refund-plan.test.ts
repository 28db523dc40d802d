import {
  bodyOf,
  emptyPlan,
  everythingLeft,
  faultsOf,
  refundableLines,
  type RefundPlan,
  valueOfUnits,
  worthOf,
} from "./refund-plan";
import { bowls, jug, paidOrder, parcel, refund } from "./sample-order";

const bowlsBack = (quantity: number, amount: number) =>
  refund({ amount, lines: [{ line_id: "bowls", quantity, amount, withdrawn: false }] });

function plan(quantity: number, withdraw = false, rest: Partial<RefundPlan> = {}): RefundPlan {
  return { ...emptyPlan, lines: { bowls: { quantity, withdraw } }, ...rest };
}

describe("what units are worth", () => {
  it("adds up to the line's total, whatever is refunded in which order", () => {
    const one = valueOfUnits(paidOrder(), bowls, 1);
    const after = paidOrder({ refunds: [bowlsBack(1, one)] });
    const rest = valueOfUnits(after, bowls, 2);
    expect([one, rest, one + rest]).toEqual([3333, 6667, bowls.total]);
  });

  it("counts no refund that failed", () => {
    const order = paidOrder({ refunds: [{ ...bowlsBack(1, 3333), status: "failed" }] });
    expect(valueOfUnits(order, bowls, 3)).toBe(10000);
  });

  it("stays exact where total times quantity is beyond exact numbers", () => {
    const dear = { ...bowls, total: 9_007_199_254_740_991, quantity: 7 };
    expect(valueOfUnits(paidOrder({ lines: [dear] }), dear, 6)).toBe(7_720_456_504_063_706);
  });
});

describe("a plan", () => {
  it("is worth its units, its part of the shipping, and its plain amount", () => {
    expect(worthOf(paidOrder(), plan(2, false, { shipping: 490, amount: 100 }))).toBe(7256);
  });

  it("without anything has nothing to ask for", () => {
    expect(faultsOf(paidOrder(), emptyPlan)).toEqual(["nothing"]);
  });

  it("may take what is left and no more", () => {
    const order = paidOrder({ refundable: 9657, refunds: [bowlsBack(1, 3333)] });
    expect(faultsOf(order, plan(2))).toEqual([]);
    expect(faultsOf(order, plan(3))).toContainEqual({ lineId: "bowls", fault: "too-many" });
  });

  it("may not give back more than was paid, or more shipping than was charged", () => {
    const order = paidOrder();
    expect(faultsOf(order, { ...emptyPlan, amount: 12991 })).toEqual(["too-much"]);
    expect(faultsOf(order, { ...emptyPlan, shipping: 491 })).toEqual(["shipping-too-much"]);
  });

  it("withdraws units that are in no parcel, while the order may be shipped", () => {
    const packed = paidOrder({ fulfilments: [parcel([{ line_id: "bowls", quantity: 2 }])] });
    expect(faultsOf(packed, plan(1, true))).toEqual([]);
    expect(faultsOf(packed, plan(2, true))).toEqual([
      { lineId: "bowls", fault: "not-to-withdraw" },
    ]);
    const closed = paidOrder({ status: "cancelled", actions: ["refund_all"] });
    expect(refundableLines(closed).map(({ withdrawable }) => withdrawable)).toEqual([0, 0]);
  });

  it("for everything leaves nothing", () => {
    expect(everythingLeft(paidOrder())).toEqual({
      lines: {
        bowls: { quantity: 3, withdraw: true },
        jug: { quantity: 1, withdraw: true },
      },
      shipping: 490,
      amount: 0,
    });
  });

  it("for everything is a plain amount where one went back before", () => {
    const order = paidOrder({ refunds: [refund({ amount: 1000 })], refundable: 11990 });
    expect(everythingLeft(order)).toEqual({ ...emptyPlan, amount: 11990 });
  });

  it("goes to the API without the lines that nobody chose", () => {
    const chosen = {
      bowls: { quantity: 0, withdraw: true },
      [jug.id]: { quantity: 1, withdraw: false },
    };
    expect(bodyOf({ ...emptyPlan, lines: chosen }, "broken")).toEqual({
      lines: [{ line_id: "jug", quantity: 1, withdraw: false }],
      shipping: 0,
      amount: 0,
      reason: "broken",
    });
  });
});
