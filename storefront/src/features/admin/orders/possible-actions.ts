import { progressOf } from "./line-progress";
import type { Order } from "./order";

/** What may be done with the order as a whole now. Whether the person may is another question. */
export interface PossibleActions {
  pack: boolean;
  cancel: boolean;
  release: boolean;
  refund: boolean;
}

export function possibleActions(order: Order): PossibleActions {
  return {
    pack: mayShip(order) && order.lines.some((line) => progressOf(order, line).toShip > 0),
    cancel: order.actions.includes("cancel"),
    release: order.actions.includes("release"),
    refund: order.payment_id !== null && order.refundable > 0,
  };
}

/** Whether the order's status lets goods leave the house. */
export function mayShip(order: Order): boolean {
  return order.actions.includes("ship_part");
}
