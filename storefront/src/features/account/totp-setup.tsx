import { lazy, Suspense } from "react";

import { api, type components, read } from "@/api/client";
import { announce } from "@/components/announcer";
import { Button } from "@/components/button";
import { Skeleton } from "@/components/skeleton";
import { useForm } from "@/components/use-form";
import { t } from "@/i18n/t";

import styles from "./account.module.css";
import { CodeField } from "./code-field";
import { EntryProblem } from "./entry-page";
import { cleanCode, codeError } from "./rules";
import { atField } from "./signing-in";

const QrCode = lazy(() => import("./qr-code"));

interface TotpSetupProps {
  totp: components["schemas"]["TotpSecret"];
  onVerified: () => Promise<void>;
  onCancel: () => void;
}

/** Two steps: tell the secret to an authenticator app, and show that it knows it. */
export function TotpSetup({ totp, onVerified, onCancel }: TotpSetupProps) {
  const form = useForm({
    initial: { code: "" },
    validate: ({ code }) => ({ code: codeError(code) }),
    submit: async ({ code }) => {
      try {
        await read(api.POST("/api/auth/mfa/totp/verify", { body: { code: cleanCode(code) } }));
      } catch (error) {
        throw atField(error, ["wrong-code"], "/code");
      }
      await onVerified();
    },
  });
  return (
    <ol className={styles.setup}>
      <li className="stack">
        <h3>{t("account.mfaStep1")}</h3>
        <p>{t("account.mfaStep1Text")}</p>
        <div className={styles.secret}>
          <Suspense fallback={<Skeleton width="12rem" height="12rem" />}>
            <QrCode text={totp.uri} label={t("account.qrLabel")} />
          </Suspense>
          <Secret secret={totp.secret} uri={totp.uri} />
        </div>
      </li>
      <li>
        <form className="stack" noValidate onSubmit={form.onSubmit}>
          <h3>{t("account.mfaStep2")}</h3>
          <CodeField
            label={t("account.code")}
            hint={t("account.mfaStep2Text")}
            {...form.field("code")}
          />
          <EntryProblem error={form.problem} />
          <div className="cluster">
            <Button look="primary" type="submit" busy={form.isBusy}>
              {t("account.switchOn")}
            </Button>
            <Button onClick={onCancel}>{t("common.cancel")}</Button>
          </div>
        </form>
      </li>
    </ol>
  );
}

function Secret({ secret, uri }: { secret: string; uri: string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    announce(t("account.copied"));
  };
  return (
    <div className="stack">
      <p className="small soft">{t("account.secretText")}</p>
      <p>
        <code className={styles.secretText}>{secret.match(/.{1,4}/g)?.join(" ")}</code>
      </p>
      <div className="cluster">
        <Button size="small" onClick={() => void copy()}>
          {t("account.copySecret")}
        </Button>
        <a className="small" href={uri}>
          {t("account.openApp")}
        </a>
      </div>
    </div>
  );
}
