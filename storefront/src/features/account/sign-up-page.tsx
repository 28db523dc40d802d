import { Link, useLocation, useNavigate, useSearch } from "@tanstack/react-router";

import { api, read } from "@/api/client";
import { Button } from "@/components/button";
import { Icon, type IconName } from "@/components/icon";
import { useForm } from "@/components/use-form";
import { type MessageId, t } from "@/i18n/t";

import styles from "./account.module.css";
import { EmailField } from "./email-field";
import { EntryPage, EntryProblem } from "./entry-page";
import { NewPasswordField } from "./password-field";
import { asHash, remember } from "./remembered";
import { emailError, filledIn, newPasswordError } from "./rules";

export function SignUpPage() {
  const { next } = useSearch({ from: "/shop/personal/sign-up" });
  const onward = next ? { next } : {};
  const known = filledIn(useLocation({ select: ({ hash }) => hash }));
  const navigate = useNavigate();
  const form = useForm({
    initial: { email: known.email, password: "" },
    validate: ({ email, password }) => ({
      email: emailError(email),
      password: newPasswordError(password),
    }),
    submit: async ({ email, password }) => {
      await read(api.POST("/api/auth/sign-up", { body: { email: email.trim(), password } }));
      remember(email, password);
      await navigate({ to: "/confirm", search: onward, hash: asHash(email) });
    },
  });
  return (
    <EntryPage title={t("account.signUpTitle")} aside={<SignInInstead onward={onward} />}>
      <Benefits />
      <form className="stack" noValidate onSubmit={form.onSubmit}>
        <EmailField hint={t("account.emailHint")} {...form.field("email")} />
        <NewPasswordField label={t("account.password")} {...form.field("password")} />
        <EntryProblem error={form.problem} />
        <Button look="primary" type="submit" wide busy={form.isBusy}>
          {t("account.signUp")}
        </Button>
      </form>
    </EntryPage>
  );
}

const benefits: readonly [IconName, MessageId][] = [
  ["box", "account.benefitOrders"],
  ["cart", "account.benefitCart"],
  ["return", "account.benefitReturns"],
];

function Benefits() {
  return (
    <ul className={styles.benefits}>
      {benefits.map(([icon, text]) => (
        <li key={text}>
          <Icon name={icon} size={18} />
          {t(text)}
        </li>
      ))}
    </ul>
  );
}

function SignInInstead({ onward }: { onward: { next?: string } }) {
  return (
    <p>
      {t("account.haveAccount")}{" "}
      <Link to="/sign-in" search={onward}>
        {t("account.toSignIn")}
      </Link>
    </p>
  );
}
