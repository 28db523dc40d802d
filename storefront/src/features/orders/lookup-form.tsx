import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { api, read } from "@/api/client";
import { Button } from "@/components/button";
import { TextField } from "@/components/field";
import { ProblemNotice } from "@/components/notice";
import { useForm } from "@/components/use-form";
import { t } from "@/i18n/t";

import { orderQuery } from "./api/order";
import { keepPass } from "./api/order-pass";
import { lookupErrors } from "./lookup";

/** Find an order by its number and the address it was placed with, on whatever device. */
export function LookupForm({ orderId }: { orderId?: string }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initial: { order: orderId ?? "", email: "" },
    validate: lookupErrors,
    submit: async (typed) => {
      const body = { order: typed.order.trim(), email: typed.email.trim() };
      const { order, token, expires_at } = await read(api.POST("/core/v1/orders/lookup", { body }));
      keepPass(order.id, { token, expiresAt: expires_at });
      queryClient.setQueryData(orderQuery(order.id).queryKey, order);
      await navigate({ to: "/orders/$orderId", params: { orderId: order.id } });
    },
  });
  return (
    <form className="form" noValidate onSubmit={form.onSubmit}>
      {!orderId && (
        <TextField
          label={t("orders.number")}
          required
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          hint={t("orders.numberHint")}
          {...form.field("order")}
        />
      )}
      <TextField
        label={t("orders.email")}
        type="email"
        required
        autoComplete="email"
        hint={t("orders.emailHint")}
        {...form.field("email")}
      />
      {form.problem !== undefined && <ProblemNotice error={form.problem} />}
      <div>
        <Button look="primary" type="submit" busy={form.isBusy}>
          {t("orders.show")}
        </Button>
      </div>
    </form>
  );
}
