import { type ComponentProps, useEffect, useState } from "react";

import { Button } from "@/components/button";
import { TextField } from "@/components/field";
import { t } from "@/i18n/t";

import styles from "./account.module.css";

/** Six digits, from a mail or an authenticator app; phones and browsers offer to fill them in. */
export function CodeField(props: Omit<ComponentProps<typeof TextField>, "type" | "required">) {
  return (
    <div className={styles.code}>
      <TextField {...props} required inputMode="numeric" autoComplete="one-time-code" />
    </div>
  );
}

const pauseSeconds = 30;

interface ResendButtonProps {
  /** Ask for another code; what it throws is the caller's to show. */
  resend: () => Promise<void>;
  /** Whether one was sent just before this page opened. */
  justSent?: boolean;
}

/** Another code, not oftener than every half minute: mails take a moment. */
export function ResendButton({ resend, justSent = true }: ResendButtonProps) {
  const [wait, setWait] = useState(justSent ? pauseSeconds : 0);
  const [isBusy, setIsBusy] = useState(false);
  const isWaiting = wait > 0;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => setWait((seconds) => seconds - 1), 1000);
    return () => clearInterval(timer);
  }, [isWaiting]);
  const again = async () => {
    setIsBusy(true);
    await resend().finally(() => setIsBusy(false));
    setWait(pauseSeconds);
  };
  return (
    <Button look="quiet" busy={isBusy} disabled={isWaiting} onClick={() => void again()}>
      {isWaiting ? t("account.resendIn", { seconds: wait }) : t("account.resend")}
    </Button>
  );
}
