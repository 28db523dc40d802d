import { useState } from "react";

import { announce } from "@/components/announcer";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { TextareaField } from "@/components/field";
import { ProblemNotice } from "@/components/notice";
import { useForm } from "@/components/use-form";
import { t } from "@/i18n/t";

import type { Order } from "./order";
import { useOrderActions } from "./use-order-actions";

export function CancelOrder({ order }: { order: Order }) {
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>{t("orders.cancel")}</Button>
      <Dialog title={t("orders.cancelTitle")} open={isOpen} onClose={close}>
        <CancelForm order={order} onDone={close} />
      </Dialog>
    </>
  );
}

function CancelForm({ order, onDone }: { order: Order; onDone: () => void }) {
  const { cancel } = useOrderActions(order);
  const form = useForm({
    initial: { reason: "" },
    submit: async ({ reason }) => {
      await cancel(reason.trim());
      onDone();
      announce(t("orders.cancelled"));
    },
  });
  const wasPaid = order.status !== "pending_payment";
  return (
    <form className="stack" noValidate onSubmit={form.onSubmit}>
      <p>{t(wasPaid ? "orders.cancelPaidText" : "orders.cancelText")}</p>
      <TextareaField label={t("orders.cancelReason")} maxLength={1000} {...form.field("reason")} />
      {form.problem !== undefined && <ProblemNotice error={form.problem} />}
      <div className="cluster">
        <Button look="danger" type="submit" busy={form.isBusy}>
          {t("orders.cancel")}
        </Button>
        <Button onClick={onDone}>{t("orders.keep")}</Button>
      </div>
    </form>
  );
}
