import { possibleActions } from "./possible-actions";
import { paidOrder, parcel } from "./sample-order";

const all = [
  { line_id: "bowls", quantity: 3 },
  { line_id: "jug", quantity: 1 },
];

it("lets a paid order be packed, cancelled and refunded", () => {
  expect(possibleActions(paidOrder())).toEqual({
    pack: true,
    cancel: true,
    release: false,
    refund: true,
  });
});

it("packs nothing when all is in parcels", () => {
  expect(possibleActions(paidOrder({ fulfilments: [parcel(all)] })).pack).toBe(false);
});

it("lets a held order be released or cancelled, and not be shipped", () => {
  const held = paidOrder({ status: "held", actions: ["cancel", "release", "pay"] });
  expect(possibleActions(held)).toEqual({ pack: false, cancel: true, release: true, refund: true });
});

it("refunds nothing of an order that was not paid or has its money back", () => {
  const unpaid = paidOrder({ status: "pending_payment", payment_id: null, refundable: 0 });
  expect(possibleActions(unpaid).refund).toBe(false);
  expect(possibleActions(paidOrder({ refundable: 0 })).refund).toBe(false);
});
