import { useState } from "react";

import { announce } from "@/components/announcer";
import { Dialog } from "@/components/dialog";
import { formatMoney } from "@/i18n/format";
import { type MessageId, t } from "@/i18n/t";

import { ConfirmForm } from "../components/confirm-dialog";
import { AcceptReturnForm } from "./accept-return-form";
import type { Fulfilment, Order, Refund, Return } from "./order";
import { type Act, useOrderAction } from "./order-actions";
import { PackForm } from "./pack-form";
import { RefundForm } from "./refund-form";
import { ShipForm } from "./ship-form";
import { UnitList } from "./unit-list";

/** What is being asked about the order; at most one thing at a time. */
export type OpenDialog =
  | { kind: "pack" | "cancel" | "release" | "refund" }
  | { kind: "ship" | "deliver" | "call-off"; fulfilment: Fulfilment }
  | { kind: "retry-refund"; refund: Refund }
  | { kind: "accept-return" | "reject-return"; back: Return };

const titles: Record<OpenDialog["kind"], MessageId> = {
  pack: "adminOrders.pack",
  ship: "adminOrders.shipTitle",
  deliver: "adminOrders.deliverTitle",
  "call-off": "adminOrders.callOffTitle",
  cancel: "adminOrders.cancelTitle",
  release: "adminOrders.releaseTitle",
  refund: "adminOrders.refundTitle",
  "retry-refund": "adminOrders.retryRefundTitle",
  "accept-return": "adminOrders.acceptReturnTitle",
  "reject-return": "adminOrders.rejectReturnTitle",
};

const deeds: Record<OpenDialog["kind"], MessageId> = {
  pack: "adminOrders.packed",
  ship: "adminOrders.shipped",
  deliver: "adminOrders.delivered",
  "call-off": "adminOrders.calledOff",
  cancel: "adminOrders.cancelled",
  release: "adminOrders.released",
  refund: "adminOrders.refundAsked",
  "retry-refund": "adminOrders.refundAsked",
  "accept-return": "adminOrders.returnAccepted",
  "reject-return": "adminOrders.returnRejected",
};

interface OrderDialogsProps {
  order: Order;
  open: OpenDialog | undefined;
  onClose: () => void;
}

export function OrderDialogs({ order, open, onClose }: OrderDialogsProps) {
  return (
    <Dialog
      title={open ? t(titles[open.kind]) : ""}
      open={open !== undefined}
      onClose={onClose}
      shape={open?.kind === "refund" || open?.kind === "pack" ? "wideModal" : "modal"}
    >
      {open && <Question order={order} asked={open} onClose={onClose} />}
    </Dialog>
  );
}

/** What each form needs: the order, and a way to do what was decided. */
export interface FormProps {
  order: Order;
  onAct: (act: Act) => void;
  onClose: () => void;
  busy: boolean;
  error: unknown;
}

interface QuestionProps {
  order: Order;
  asked: OpenDialog;
  onClose: () => void;
}

function Question({ order, asked, onClose }: QuestionProps) {
  // What was asked about the order as it was then: see the idempotency keys.
  const [version] = useState(order.version);
  const action = useOrderAction(order.id, version);
  const onAct = (act: Act) =>
    action.mutate(act, {
      onSuccess: () => {
        announce(t(deeds[asked.kind]));
        onClose();
      },
    });
  const form = { order, onAct, onClose, busy: action.isPending, error: action.error };
  switch (asked.kind) {
    case "pack":
      return <PackForm {...form} />;
    case "ship":
      return <ShipForm {...form} parcel={asked.fulfilment} />;
    case "refund":
      return <RefundForm {...form} />;
    case "accept-return":
      return <AcceptReturnForm {...form} back={asked.back} />;
    default:
      return <Decision {...form} asked={asked} />;
  }
}

type Decided = Exclude<OpenDialog, { kind: "pack" | "ship" | "refund" | "accept-return" }>;

function Decision({ order, asked: decided, onAct, ...form }: FormProps & { asked: Decided }) {
  switch (decided.kind) {
    case "deliver":
    case "call-off": {
      const { kind, fulfilment } = decided;
      return (
        <ConfirmForm
          {...form}
          action={t(kind === "deliver" ? "adminOrders.deliver" : "adminOrders.callOff")}
          onConfirm={() => onAct({ kind, fulfilmentId: fulfilment.id })}
        >
          <p>{t(kind === "deliver" ? "adminOrders.deliverText" : "adminOrders.callOffText")}</p>
          <UnitList order={order} parts={fulfilment.lines} />
        </ConfirmForm>
      );
    }
    case "cancel":
      return (
        <ConfirmForm
          {...form}
          danger
          asksReason
          action={t("adminOrders.cancelOrder")}
          onConfirm={(reason) => onAct({ kind: "cancel", body: { reason } })}
        >
          <p>{cancelText(order)}</p>
        </ConfirmForm>
      );
    case "release":
      return (
        <ConfirmForm
          {...form}
          asksReason
          action={t("adminOrders.release")}
          onConfirm={(reason) => onAct({ kind: "release", body: { reason } })}
        >
          <p>{t("adminOrders.releaseText", amounts(order))}</p>
        </ConfirmForm>
      );
    case "retry-refund":
      return (
        <ConfirmForm
          {...form}
          asksReason
          action={t("adminOrders.retryRefund")}
          onConfirm={(reason) =>
            onAct({ kind: "retry-refund", refundId: decided.refund.id, body: { reason } })
          }
        >
          <p>{t("adminOrders.retryRefundText", { amount: formatMoney(decided.refund) })}</p>
        </ConfirmForm>
      );
    case "reject-return":
      return (
        <ConfirmForm
          {...form}
          danger
          asksReason
          action={t("adminOrders.rejectReturn")}
          onConfirm={(reason) =>
            onAct({ kind: "reject-return", returnId: decided.back.id, body: { reason } })
          }
        >
          <p>{t("adminOrders.rejectReturnText")}</p>
          <UnitList order={order} parts={decided.back.lines} />
        </ConfirmForm>
      );
  }
}

function cancelText(order: Order): string {
  return order.refundable > 0
    ? t("adminOrders.cancelPaidText", {
        amount: formatMoney({ amount: order.refundable, currency: order.currency }),
      })
    : t("adminOrders.cancelUnpaidText");
}

function amounts({ total, paid_total, currency }: Order) {
  return {
    total: formatMoney({ amount: total, currency }),
    paid: formatMoney({ amount: paid_total, currency }),
  };
}
