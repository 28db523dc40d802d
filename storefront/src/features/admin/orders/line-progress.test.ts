import { progressOf } from "./line-progress";
import { bowls, paidOrder, parcel, refund, sentBack } from "./sample-order";

const of = (quantity: number) => [{ line_id: "bowls", quantity }];
const nothing = {
  ordered: 3,
  packing: 0,
  shipped: 0,
  withdrawn: 0,
  toShip: 3,
  returned: 0,
  refunded: 0,
  refundedAmount: 0,
};

it("counts nothing of a line before anything was done with it", () => {
  expect(progressOf(paidOrder(), bowls)).toEqual(nothing);
});

it("counts a parcel that is packed, one that is under way, and none that was called off", () => {
  const order = paidOrder({
    fulfilments: [
      parcel(of(1)),
      parcel(of(1), { status: "shipped" }),
      parcel(of(3), { status: "cancelled" }),
    ],
  });
  expect(progressOf(order, bowls)).toEqual({ ...nothing, packing: 1, shipped: 1, toShip: 1 });
});

it("counts what was withdrawn even when its refund failed, for it is back on the shelf", () => {
  const lines = [{ line_id: "bowls", quantity: 1, amount: 3333, withdrawn: true }];
  const order = paidOrder({ refunds: [refund({ status: "failed", amount: 3333, lines })] });
  expect(progressOf(order, bowls)).toEqual({ ...nothing, withdrawn: 1, toShip: 2 });
});

it("counts returns that were not rejected, and refunds under way", () => {
  const lines = [{ line_id: "bowls", quantity: 1, amount: 3333, withdrawn: false }];
  const order = paidOrder({
    fulfilments: [parcel(of(3), { status: "delivered" })],
    returns: [sentBack(of(1)), sentBack(of(2), { status: "rejected" })],
    refunds: [refund({ status: "requested", amount: 3333, lines })],
  });
  expect(progressOf(order, bowls)).toEqual({
    ...nothing,
    shipped: 3,
    toShip: 0,
    returned: 1,
    refunded: 1,
    refundedAmount: 3333,
  });
});
