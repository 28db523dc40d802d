import { Link, useLocation, useNavigate } from "@tanstack/react-router";

import { api, read } from "@/api/client";
import { announce } from "@/components/announcer";
import { Button } from "@/components/button";
import { useForm } from "@/components/use-form";
import { t } from "@/i18n/t";
import { currentStanding } from "@/session/store";

import { CodeField, ResendButton } from "./code-field";
import { EmailField } from "./email-field";
import { EntryPage, EntryProblem } from "./entry-page";
import { NewPasswordField } from "./password-field";
import { asHash } from "./remembered";
import { cleanCode, codeError, emailError, filledIn, newPasswordError } from "./rules";
import { atField, signIn } from "./signing-in";
import { useResend } from "./use-resend";

export function ResetPasswordPage() {
  const known = filledIn(useLocation({ select: ({ hash }) => hash }));
  const goOn = useGoOn();
  const form = useForm({
    initial: { ...known, password: "" },
    validate: ({ email, code, password }) => ({
      email: emailError(email),
      code: codeError(code),
      password: newPasswordError(password),
    }),
    submit: async ({ email, code, password }) => {
      const body = { email: email.trim(), code: cleanCode(code), password };
      try {
        await read(api.POST("/api/auth/reset-password", { body }));
      } catch (error) {
        throw atField(error, ["wrong-code"], "/code");
      }
      await goOn(email, password);
    },
  });
  const { email } = form.values;
  const { resend, problem } = useResend("/api/auth/forgot-password", email);
  const intro = known.email ? t("account.resetIntro", { email: known.email }) : undefined;
  return (
    <EntryPage
      title={t("account.resetTitle")}
      intro={intro ?? t("account.resetIntroPlain")}
      aside={
        <p>
          <Link to="/sign-in" hash={asHash(email)}>
            {t("account.backToSignIn")}
          </Link>
        </p>
      }
    >
      <form className="stack" noValidate onSubmit={form.onSubmit}>
        <EmailField {...form.field("email")} />
        <CodeField label={t("account.code")} hint={t("account.codeHint")} {...form.field("code")} />
        <NewPasswordField label={t("account.newPassword")} {...form.field("password")} />
        <EntryProblem error={form.problem ?? problem} />
        <Button look="primary" type="submit" wide busy={form.isBusy}>
          {t("account.savePassword")}
        </Button>
        {!emailError(email) && <ResendButton resend={resend} justSent={known.email !== ""} />}
      </form>
    </EntryPage>
  );
}

/** Whoever has just proved to read the mail and set a password need not type it again. */
function useGoOn() {
  const navigate = useNavigate();
  return async (email: string, password: string) => {
    const isSignedIn =
      currentStanding() === "customer" ||
      (await signIn(email, password).catch(() => "failed")) === undefined;
    announce(t("account.passwordChanged"));
    if (isSignedIn) return navigate({ to: "/account/security", replace: true });
    return navigate({ to: "/sign-in", hash: asHash(email), replace: true });
  };
}
