import type { components } from "@/api/client";
import type { Money } from "@/i18n/format";

import { bookings } from "../payments/bookings";
import type { PaymentFile } from "../payments/payment-queries";
import type { Fulfilment, Order, OrderStatus } from "./order";

type HistoryEntry = components["schemas"]["HistoryEntry"];

/** Something that happened to an order, as one of the books that were asked has it. */
export interface TimelineEntry {
  key: string;
  at: string;
  /** `order`: the order's own history. `payment`: how it went at the payment provider. */
  source: "order" | "payment";
  /** What happened, as a code: `packed`, `attempt.refused`, `provider.charge.succeeded`. */
  event: string;
  /** The status that the order had from then on, where it changed. */
  status?: OrderStatus | undefined;
  actor?: string | undefined;
  reason?: string | undefined;
  money?: Money | undefined;
  units?: { title: string; quantity: number }[] | undefined;
  tracking?: { text: string; url: string } | undefined;
}

/**
 * Everything that happened, the newest first: the order's history, each entry with the parcel,
 * refund, return or payment that it was about, and between them what the provider told.
 */
export function timelineOf(order: Order, files: readonly PaymentFile[]): TimelineEntry[] {
  const told = [...ownHistory(order), ...files.flatMap(atTheProvider)];
  return told
    .map((entry, index) => ({ entry, index, time: Date.parse(entry.at) }))
    .sort((a, b) => b.time - a.time || b.index - a.index)
    .map(({ entry }) => entry);
}

function ownHistory(order: Order): TimelineEntry[] {
  return order.timeline.map((entry, index) => ({
    key: `order-${entry.version}`,
    at: entry.at,
    source: "order",
    event: entry.action,
    status: order.timeline[index - 1]?.status === entry.status ? undefined : entry.status,
    actor: entry.actor,
    reason: entry.reason || undefined,
    ...detailsOf(order, entry),
  }));
}

type Details = Pick<TimelineEntry, "money" | "units" | "tracking">;

// An entry and what it is about were written in one transaction, with one time.
function detailsOf(order: Order, { action, at }: HistoryEntry): Details {
  switch (action) {
    case "packed":
      return unitsOf(
        order,
        order.fulfilments.find((parcel) => parcel.created_at === at),
      );
    case "ship_part":
    case "ship_rest":
      return trackingOf(
        order,
        order.fulfilments.find((parcel) => parcel.shipped_at === at),
      );
    case "deliver":
    case "parcel_delivered":
      return trackingOf(
        order,
        order.fulfilments.find((parcel) => parcel.delivered_at === at),
      );
    case "refund_requested":
      return moneyOf(order.refunds.find((refund) => refund.requested_at === at));
    case "refund_succeeded":
    case "refund_failed":
      return moneyOf(order.refunds.find((refund) => refund.settled_at === at));
    case "return_requested":
      return unitsOf(
        order,
        order.returns.find((back) => back.requested_at === at),
      );
    case "return_accepted":
    case "return_rejected":
      return unitsOf(
        order,
        order.returns.find((back) => back.decided_at === at),
      );
    default:
      return {};
  }
}

function unitsOf(order: Order, parts: Pick<Fulfilment, "lines"> | undefined): Details {
  const units = parts?.lines.map(({ line_id, quantity }) => {
    const line = order.lines.find(({ id }) => id === line_id);
    return { title: line?.title ?? line_id, quantity };
  });
  return { units };
}

function trackingOf(order: Order, parcel: Fulfilment | undefined): Details {
  const text = [parcel?.carrier, parcel?.tracking_number].filter(Boolean).join(" ");
  const tracking = text ? { text, url: parcel?.tracking_url ?? "" } : undefined;
  return { ...unitsOf(order, parcel), tracking };
}

function moneyOf(money: Money | undefined): Details {
  return { money: money && { amount: money.amount, currency: money.currency } };
}

function atTheProvider(file: PaymentFile): TimelineEntry[] {
  const { payment } = file;
  return [
    ...file.attempts.map((attempt) => ({
      key: attempt.id,
      at: attempt.created_at,
      source: "payment" as const,
      event: `attempt.${attempt.outcome}`,
      reason: attempt.detail || undefined,
    })),
    ...file.events.map((event) => ({
      key: event.id,
      at: event.received_at,
      source: "payment" as const,
      event: `provider.${event.type}`,
      reason: event.outcome === "done" ? undefined : event.outcome,
    })),
    ...bookings(file).map(({ id, kind, at, amount, currency }) => ({
      key: id,
      at,
      source: "payment" as const,
      event: `ledger.${kind}`,
      money: { amount, currency },
    })),
    ...(payment.status === "held"
      ? [
          {
            key: `${payment.id}-held`,
            at: payment.updated_at,
            source: "payment" as const,
            event: "payment.held",
            reason: payment.hold_reason || undefined,
          },
        ]
      : []),
  ];
}
