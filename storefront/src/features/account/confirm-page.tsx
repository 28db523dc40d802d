import { Link, useLocation, useNavigate, useRouter, useSearch } from "@tanstack/react-router";

import { api, read } from "@/api/client";
import { announce } from "@/components/announcer";
import { Button } from "@/components/button";
import { useForm } from "@/components/use-form";
import { t } from "@/i18n/t";

import { CodeField, ResendButton } from "./code-field";
import { EmailField } from "./email-field";
import { EntryPage, EntryProblem } from "./entry-page";
import { asHash, forget, rememberedPassword } from "./remembered";
import { cleanCode, codeError, emailError, filledIn } from "./rules";
import { atField, signIn } from "./signing-in";
import { useResend } from "./use-resend";

export function ConfirmPage() {
  const { next } = useSearch({ from: "/shop/personal/confirm" });
  const onward = next ? { next } : {};
  const known = filledIn(useLocation({ select: ({ hash }) => hash }));
  const goOn = useGoOn(next);
  const form = useForm({
    initial: known,
    validate: ({ email, code }) => ({ email: emailError(email), code: codeError(code) }),
    submit: async ({ email, code }) => {
      const body = { email: email.trim(), code: cleanCode(code) };
      try {
        await read(api.POST("/api/auth/confirm", { body }));
      } catch (error) {
        throw atField(error, ["wrong-code"], "/code");
      }
      await goOn(email);
    },
  });
  const { email } = form.values;
  const { resend, problem } = useResend("/api/auth/resend-code", email);
  const intro = known.email ? t("account.confirmIntro", { email: known.email }) : undefined;
  return (
    <EntryPage
      title={t("account.confirmTitle")}
      intro={intro ?? t("account.confirmIntroPlain")}
      aside={
        <p>
          {t("account.confirmHaveAccount")}{" "}
          <Link to="/sign-in" search={onward} hash={asHash(email)}>
            {t("account.toSignIn")}
          </Link>
        </p>
      }
    >
      <form className="stack" noValidate onSubmit={form.onSubmit}>
        <EmailField {...form.field("email")} />
        <CodeField label={t("account.code")} hint={t("account.codeHint")} {...form.field("code")} />
        <EntryProblem error={form.problem ?? problem} />
        <Button look="primary" type="submit" wide busy={form.isBusy}>
          {t("account.confirm")}
        </Button>
        {!emailError(email) && <ResendButton resend={resend} justSent={known.email !== ""} />}
      </form>
    </EntryPage>
  );
}

/** Sign in with the password that was typed a moment ago, or ask for it. */
function useGoOn(next: string | undefined) {
  const router = useRouter();
  const navigate = useNavigate();
  return async (email: string) => {
    const password = rememberedPassword(email);
    forget();
    const challenge = password ? await signIn(email, password).catch(() => "failed") : "unknown";
    if (challenge === undefined) {
      router.history.replace(next ?? "/account");
      return;
    }
    announce(t("account.confirmed"));
    await navigate({ to: "/sign-in", search: next ? { next } : {}, hash: asHash(email) });
  };
}
