import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";
import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { useForm } from "@/components/use-form";
import { t } from "@/i18n/t";

import styles from "./account.module.css";
import { ChallengeForm } from "./challenge-form";
import { EmailField } from "./email-field";
import { EntryPage, EntryProblem } from "./entry-page";
import { PasswordField } from "./password-field";
import { asHash, forget, remember } from "./remembered";
import { emailError, filledIn } from "./rules";
import { atField, type Challenge, signIn } from "./signing-in";
import { useKnownStanding } from "./use-known-standing";

export function SignInPage() {
  const { next } = useSearch({ from: "/shop/personal/sign-in" });
  const router = useRouter();
  const { standing } = useKnownStanding();
  const [challenge, setChallenge] = useState<Challenge>();
  useEffect(() => {
    if (standing === "customer") router.history.replace(next ?? "/account");
  }, [standing, next, router]);

  if (challenge) return <ChallengeForm challenge={challenge} onNext={setChallenge} />;
  return (
    <EntryPage title={t("account.signInTitle")} aside={<NewHere next={next} />}>
      {next && <Notice tone="note">{t("account.signInFirst")}</Notice>}
      <SignInForm next={next} onChallenge={setChallenge} />
    </EntryPage>
  );
}

interface SignInFormProps {
  next: string | undefined;
  onChallenge: (challenge: Challenge | undefined) => void;
}

function SignInForm({ next, onChallenge }: SignInFormProps) {
  const router = useRouter();
  const known = filledIn(router.latestLocation.hash);
  const form = useForm({
    initial: { email: known.email, password: "" },
    validate: ({ email, password }) => ({
      email: emailError(email),
      password: password ? undefined : t("account.passwordMissing"),
    }),
    submit: async ({ email, password }) => {
      try {
        onChallenge(await signIn(email, password));
        forget();
      } catch (error) {
        if (isRefusal(error, "password-reset-required")) {
          return router.navigate({ to: "/reset-password", hash: asHash(email) });
        }
        if (!isRefusal(error, "not-confirmed"))
          throw atField(error, ["wrong-credentials"], "/password");
        remember(email, password);
        await askForCode(email);
        await router.navigate({
          to: "/confirm",
          search: next ? { next } : {},
          hash: asHash(email),
        });
      }
    },
  });
  return (
    <form className="stack" noValidate onSubmit={form.onSubmit}>
      <EmailField {...form.field("email")} />
      <PasswordField
        label={t("account.password")}
        autoComplete="current-password"
        {...form.field("password")}
      />
      <EntryProblem error={form.problem} />
      <Button look="primary" type="submit" wide busy={form.isBusy}>
        {t("account.signIn")}
      </Button>
      <p>
        <Link to="/forgot-password" hash={asHash(form.values.email)}>
          {t("account.forgot")}
        </Link>
      </p>
    </form>
  );
}

function NewHere({ next }: { next: string | undefined }) {
  return (
    <>
      <p>
        {t("account.newHere")}{" "}
        <Link to="/sign-up" search={next ? { next } : {}}>
          {t("account.toSignUp")}
        </Link>
      </p>
      <p className={`small soft ${styles.quiet ?? ""}`}>
        {t("account.noAccountNeeded")} <Link to="/orders">{t("common.findOrder")}</Link>
      </p>
    </>
  );
}

function isRefusal(error: unknown, code: string): boolean {
  return error instanceof ProblemError && error.code === code;
}

/** The code that came with the sign-up may be lost or old. If this fails, the page has a button. */
async function askForCode(email: string): Promise<void> {
  await api.POST("/api/auth/resend-code", { body: { email: email.trim() } }).catch(() => undefined);
}
