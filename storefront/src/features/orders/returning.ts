import type { components } from "@/api/client";
import { type MessageId, t } from "@/i18n/t";

import type { Order, OrderLine } from "./order";
import { returnableUnits } from "./order";

export type ReturnBody = components["schemas"]["ReturnBody"];
export type ReturnReason = ReturnBody["reason_code"];

/** Why something comes back, in the order in which it is asked. */
export const returnReasons: readonly ReturnReason[] = [
  "does-not-fit",
  "changed-mind",
  "not-as-described",
  "damaged",
  "wrong-item",
  "late",
  "other",
];

export function reasonName(reason: ReturnReason): MessageId {
  return `orders.reason.${reason}`;
}

/** What is filled in to send something back; `units` by line. */
export interface ReturnDraft {
  units: Readonly<Record<string, number>>;
  reasonCode: ReturnReason | "";
  reason: string;
}

/** The lines of which something can be sent back, and how much. */
export function returnableLines(order: Order): { line: OrderLine; most: number }[] {
  const units = returnableUnits(order);
  return order.lines.flatMap((line) => {
    const most = units.get(line.id);
    return most === undefined ? [] : [{ line, most }];
  });
}

/** Where there is but one thing to send back, it is meant. */
export function emptyDraft(order: Order): ReturnDraft {
  const lines = returnableLines(order);
  const only = lines.length === 1 && lines[0]?.most === 1 ? lines[0].line.id : undefined;
  return {
    units: Object.fromEntries(lines.map(({ line }) => [line.id, line.id === only ? 1 : 0])),
    reasonCode: "",
    reason: "",
  };
}

export function draftErrors({ units, reasonCode, reason }: ReturnDraft) {
  const isEmpty = Object.values(units).every((quantity) => quantity === 0);
  const needsWords = reasonCode === "other" && !reason.trim();
  return {
    units: isEmpty ? t("orders.returnNothing") : undefined,
    reasonCode: reasonCode ? undefined : t("orders.returnNoReason"),
    reason: needsWords ? t("orders.returnNoWords") : undefined,
  };
}

/** The request that a complete draft makes. */
export function toReturnBody({ units, reasonCode, reason }: ReturnDraft): ReturnBody {
  return {
    lines: Object.entries(units)
      .filter(([, quantity]) => quantity > 0)
      .map(([line_id, quantity]) => ({ line_id, quantity })),
    reason_code: reasonCode || "other",
    reason: reason.trim(),
  };
}
