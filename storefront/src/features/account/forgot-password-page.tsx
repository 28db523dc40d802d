import { Link, useLocation, useNavigate } from "@tanstack/react-router";

import { api, read } from "@/api/client";
import { Button } from "@/components/button";
import { useForm } from "@/components/use-form";
import { t } from "@/i18n/t";

import { EmailField } from "./email-field";
import { EntryPage, EntryProblem } from "./entry-page";
import { asHash } from "./remembered";
import { emailError, filledIn } from "./rules";

export function ForgotPasswordPage() {
  const known = filledIn(useLocation({ select: ({ hash }) => hash }));
  const navigate = useNavigate();
  const form = useForm({
    initial: { email: known.email },
    validate: ({ email }) => ({ email: emailError(email) }),
    submit: async ({ email }) => {
      await read(api.POST("/api/auth/forgot-password", { body: { email: email.trim() } }));
      await navigate({ to: "/reset-password", hash: asHash(email) });
    },
  });
  return (
    <EntryPage
      title={t("account.forgotTitle")}
      intro={t("account.forgotIntro")}
      aside={
        <p>
          <Link to="/sign-in" hash={asHash(form.values.email)}>
            {t("account.backToSignIn")}
          </Link>
        </p>
      }
    >
      <form className="stack" noValidate onSubmit={form.onSubmit}>
        <EmailField {...form.field("email")} />
        <EntryProblem error={form.problem} />
        <Button look="primary" type="submit" wide busy={form.isBusy}>
          {t("account.sendCode")}
        </Button>
      </form>
    </EntryPage>
  );
}
