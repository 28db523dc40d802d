import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { useForm } from "@/components/use-form";
import { t } from "@/i18n/t";

import { CodeField } from "./code-field";
import { EntryPage, EntryProblem } from "./entry-page";
import { NewPasswordField } from "./password-field";
import { cleanCode, codeError, newPasswordError } from "./rules";
import { answerChallenge, atField, type Challenge } from "./signing-in";

interface ChallengeFormProps {
  challenge: Challenge;
  /** The next challenge, or undefined: signed in, or beginning again. */
  onNext: (next: Challenge | undefined) => void;
}

/** What is asked for between the password and being signed in. */
export function ChallengeForm({ challenge, onNext }: ChallengeFormProps) {
  const startOver = (
    <Button look="quiet" onClick={() => onNext(undefined)}>
      {t("account.startOver")}
    </Button>
  );
  switch (challenge.name) {
    case "SOFTWARE_TOKEN_MFA":
    case "SMS_MFA":
      return (
        <EntryPage title={t("account.codeTitle")} intro={introOf(challenge)} aside={startOver}>
          <OneTimeCode key={challenge.session} challenge={challenge} onNext={onNext} />
        </EntryPage>
      );
    case "NEW_PASSWORD_REQUIRED":
      return (
        <EntryPage
          title={t("account.newPasswordTitle")}
          intro={t("account.newPasswordIntro")}
          aside={startOver}
        >
          <NewPassword challenge={challenge} onNext={onNext} />
        </EntryPage>
      );
    default:
      return (
        <EntryPage title={t("account.signInTitle")} aside={startOver}>
          <Notice tone="caution">{t("account.unknownChallenge")}</Notice>
        </EntryPage>
      );
  }
}

function introOf({ name }: Challenge): string {
  return t(name === "SMS_MFA" ? "account.codeFromSms" : "account.codeFromApp");
}

function OneTimeCode({ challenge, onNext }: ChallengeFormProps) {
  const form = useForm({
    initial: { code: "" },
    validate: ({ code }) => ({ code: codeError(code) }),
    submit: async ({ code }) => {
      try {
        onNext(await answerChallenge(challenge, cleanCode(code)));
      } catch (error) {
        throw atField(error, ["wrong-code"], "/code");
      }
    },
  });
  return (
    <form className="stack" noValidate onSubmit={form.onSubmit}>
      <CodeField label={t("account.code")} {...form.field("code")} />
      <EntryProblem error={form.problem} />
      <Button look="primary" type="submit" wide busy={form.isBusy}>
        {t("account.signIn")}
      </Button>
    </form>
  );
}

function NewPassword({ challenge, onNext }: ChallengeFormProps) {
  const form = useForm({
    initial: { password: "" },
    validate: ({ password }) => ({ password: newPasswordError(password) }),
    submit: async ({ password }) => onNext(await answerChallenge(challenge, password)),
  });
  return (
    <form className="stack" noValidate onSubmit={form.onSubmit}>
      <NewPasswordField label={t("account.newPassword")} {...form.field("password")} />
      <EntryProblem error={form.problem} />
      <Button look="primary" type="submit" wide busy={form.isBusy}>
        {t("account.savePassword")}
      </Button>
    </form>
  );
}
