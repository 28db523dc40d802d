import { useState } from "react";

import { api, read } from "@/api/client";
import { Button } from "@/components/button";
import { TextField } from "@/components/field";
import { Notice, ProblemNotice } from "@/components/notice";
import { useForm } from "@/components/use-form";
import { language, t } from "@/i18n/t";
import { useStanding } from "@/session/store";

/** Asks to be told when something sold out is there again; who is signed in has an address already. */
export function BackInStock({ sku }: { sku: string }) {
  const isCustomer = useStanding() === "customer";
  const [isWaiting, setIsWaiting] = useState(false);
  const form = useForm({
    initial: { email: "" },
    validate: ({ email }) =>
      isCustomer || /^\S+@\S+\.\S+$/.test(email.trim()) ? {} : { email: t("catalog.emailWrong") },
    submit: async ({ email }) => {
      const body = {
        sku,
        email: isCustomer ? null : email.trim(),
        language: language() === "de" ? ("de" as const) : ("en" as const),
      };
      await read(api.POST("/api/notifications/back-in-stock", { body }));
      setIsWaiting(true);
    },
  });
  if (isWaiting) {
    return (
      <Notice tone="good" urgent>
        {t("catalog.willTell")}
      </Notice>
    );
  }
  return (
    <form className="form" noValidate onSubmit={form.onSubmit}>
      <p className="small">{t("catalog.tellMeText")}</p>
      {!isCustomer && (
        <TextField
          label={t("catalog.email")}
          type="email"
          autoComplete="email"
          required
          {...form.field("email")}
        />
      )}
      {form.problem !== undefined && <ProblemNotice error={form.problem} />}
      <Button type="submit" busy={form.isBusy}>
        {t("catalog.tellMe")}
      </Button>
    </form>
  );
}
