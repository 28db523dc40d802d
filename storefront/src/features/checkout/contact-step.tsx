import { useEffect } from "react";

import { Button, ButtonLink } from "@/components/button";
import { TextField } from "@/components/field";
import { useForm } from "@/components/use-form";
import { t } from "@/i18n/t";

import type { Draft, DraftAction } from "./draft";

interface ContactStepProps {
  draft: Draft;
  dispatch: (action: DraftAction) => void;
}

const emailPattern = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

/** Where the confirmation goes to; whoever has an account may use it, and nobody must. */
export function ContactStep({ draft, dispatch }: ContactStepProps) {
  const form = useForm({
    initial: { email: draft.email },
    validate: ({ email }) =>
      emailPattern.test(email.trim()) ? {} : { email: t("checkout.emailInvalid") },
    submit: ({ email }) =>
      dispatch({ type: "finished", step: "contact", told: { email: email.trim() } }),
    refusals: draft.refusals,
  });
  const { email } = form.values;
  useEffect(() => dispatch({ type: "typed", told: { email } }), [email, dispatch]);
  return (
    <form noValidate onSubmit={form.onSubmit} className="form">
      <TextField
        label={t("checkout.email")}
        hint={t("checkout.emailHint")}
        type="email"
        autoComplete="email"
        inputMode="email"
        maxLength={254}
        required
        {...form.field("email")}
      />
      <div className="cluster">
        <Button type="submit" look="primary">
          {t("common.continue")}
        </Button>
        <ButtonLink to="/sign-in" search={{ next: "/checkout" }} look="quiet">
          {t("checkout.signIn")}
        </ButtonLink>
      </div>
    </form>
  );
}
