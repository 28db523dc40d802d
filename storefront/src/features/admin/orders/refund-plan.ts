import { progressOf, sum } from "./line-progress";
import type { Order, OrderLine } from "./order";
import { mayShip } from "./possible-actions";

/** What a member of staff wants to give back; amounts are minor units of the order's currency. */
export interface RefundPlan {
  /** Units by line id. `withdraw`: they were not shipped and never will be. */
  lines: Readonly<Record<string, { quantity: number; withdraw: boolean }>>;
  shipping: number;
  amount: number;
}

export const emptyPlan: RefundPlan = { lines: {}, shipping: 0, amount: 0 };

/** Why a plan cannot be asked for. `too-much` is about the sum, the others about their field. */
export type PlanFault =
  | "nothing"
  | "too-much"
  | "shipping-too-much"
  | { lineId: string; fault: "too-many" | "not-to-withdraw" };

/** What one line still lets go: units that were not refunded, and of these what was not shipped. */
export interface RefundableLine {
  line: OrderLine;
  units: number;
  withdrawable: number;
}

export function refundableLines(order: Order): RefundableLine[] {
  return order.lines.map((line) => {
    const done = progressOf(order, line);
    const units = line.quantity - done.refunded;
    return {
      line,
      units,
      withdrawable: mayShip(order) ? Math.min(units, done.toShip) : 0,
    };
  });
}

/**
 * What the next units of a line are worth. The first n units of a line of q units and total t are
 * worth ⌊t · n / q⌋; a refund pays the difference to what went back before, so that the parts add
 * up to the total exactly. Integers all the way: t · n may be larger than a number is exact.
 */
export function valueOfUnits(order: Order, line: OrderLine, quantity: number): number {
  const done = progressOf(order, line);
  const units = BigInt(done.refunded + quantity);
  const worth = Number((BigInt(line.total) * units) / BigInt(line.quantity));
  return Math.max(0, worth - done.refundedAmount);
}

export function shippingLeft(order: Order): number {
  const refunded = order.refunds.filter(({ status }) => status !== "failed");
  return order.shipping_total - sum(refunded, (refund) => refund.shipping);
}

/** What the plan is worth. The order service computes it again, and its word counts. */
export function worthOf(order: Order, plan: RefundPlan): number {
  const lines = order.lines.map((line) => {
    const quantity = plan.lines[line.id]?.quantity ?? 0;
    return quantity > 0 ? valueOfUnits(order, line, quantity) : 0;
  });
  return sum(lines, (value) => value) + plan.shipping + plan.amount;
}

export function faultsOf(order: Order, plan: RefundPlan): PlanFault[] {
  const faults: PlanFault[] = [];
  for (const { line, units, withdrawable } of refundableLines(order)) {
    const wanted = plan.lines[line.id];
    if (!wanted) continue;
    if (wanted.quantity > units) faults.push({ lineId: line.id, fault: "too-many" });
    else if (wanted.withdraw && wanted.quantity > withdrawable)
      faults.push({ lineId: line.id, fault: "not-to-withdraw" });
  }
  if (plan.shipping > shippingLeft(order)) faults.push("shipping-too-much");
  const worth = worthOf(order, plan);
  if (worth <= 0) faults.push("nothing");
  if (worth > order.refundable) faults.push("too-much");
  return faults;
}

/**
 * All that is left: every unit, the shipping, and what that leaves of the payment. Where a plain
 * amount went back before, units are worth more than is left: then it is a plain amount again.
 */
export function everythingLeft(order: Order): RefundPlan {
  const lines = Object.fromEntries(
    refundableLines(order)
      .filter(({ units }) => units > 0)
      .map(({ line, units, withdrawable }) => [
        line.id,
        { quantity: units, withdraw: withdrawable === units },
      ]),
  );
  const plan = { lines, shipping: shippingLeft(order), amount: 0 };
  const rest = order.refundable - worthOf(order, plan);
  return rest < 0 ? { ...emptyPlan, amount: order.refundable } : { ...plan, amount: rest };
}

/** The plan as the API takes it. */
export function bodyOf(plan: RefundPlan, reason: string) {
  const lines = Object.entries(plan.lines)
    .filter(([, { quantity }]) => quantity > 0)
    .map(([line_id, { quantity, withdraw }]) => ({ line_id, quantity, withdraw }));
  return { lines, shipping: plan.shipping, amount: plan.amount, reason };
}
