import { failedRefunds } from "./failed-refunds";
import { paidOrder, refund } from "./sample-order";

const failed = refund({ id: "ref_1", status: "failed", amount: 500, reason: "late" });
const retry = refund({ id: "ref_2", status: "succeeded", amount: 500, reason: "late" });
const other = refund({ id: "ref_3", status: "succeeded", amount: 500, reason: "broken" });

function idsOf(...refunds: (typeof failed)[]) {
  return failedRefunds(paidOrder({ refunds })).map(({ id }) => id);
}

it("lists a refund that failed, whatever else was refunded", () => {
  expect(idsOf(other, failed)).toEqual(["ref_1"]);
  expect(idsOf(failed, other)).toEqual(["ref_1"]);
});

it("lists none that was asked for again, and the last one where that failed too", () => {
  expect(idsOf(failed, retry)).toEqual([]);
  expect(idsOf(failed, { ...retry, status: "requested" })).toEqual([]);
  expect(idsOf(failed, { ...retry, status: "failed" })).toEqual(["ref_2"]);
});
