import { type ComponentProps, useState } from "react";

import { TextField } from "@/components/field";
import { Icon } from "@/components/icon";
import { t } from "@/i18n/t";

import styles from "./account.module.css";
import { isLongEnough, passwordMinimum } from "./rules";

type PasswordFieldProps = Omit<ComponentProps<typeof TextField>, "type" | "required"> & {
  autoComplete: "current-password" | "new-password";
};

/** A password that can be looked at while it is typed. */
export function PasswordField(props: PasswordFieldProps) {
  const [isShown, setIsShown] = useState(false);
  return (
    <div className={styles.password}>
      <TextField
        {...props}
        required
        type={isShown ? "text" : "password"}
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
      />
      <button
        type="button"
        className={styles.passwordToggle}
        onClick={() => setIsShown(!isShown)}
        aria-label={t(isShown ? "account.hidePassword" : "account.showPassword")}
      >
        {t(isShown ? "common.hide" : "common.show")}
      </button>
    </div>
  );
}

/** A password that is being made: what it needs is said before it is missed. */
export function NewPasswordField(props: Omit<PasswordFieldProps, "autoComplete" | "hint">) {
  const isMet = isLongEnough(String(props.value ?? ""));
  const hint = (
    <span className={isMet ? styles.ruleMet : undefined}>
      {isMet && <Icon name="check" size={16} />}
      {t(isMet ? "account.passwordRuleMet" : "account.passwordRule", { minimum: passwordMinimum })}
    </span>
  );
  return <PasswordField {...props} hint={hint} autoComplete="new-password" />;
}
