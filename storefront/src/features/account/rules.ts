import { t } from "@/i18n/t";

/** As the user pool has it (`password_minimum_length` in the topology). */
export const passwordMinimum = 10;

const address = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

/** What is wrong with an e-mail address, in words; undefined when nothing that can be seen here. */
export function emailError(email: string): string | undefined {
  const typed = email.trim();
  if (!typed) return t("account.emailMissing");
  return address.test(typed) && typed.length <= 254 ? undefined : t("account.emailWrong");
}

export function newPasswordError(password: string): string | undefined {
  if (!password) return t("account.passwordMissing");
  return isLongEnough(password)
    ? undefined
    : t("account.passwordShort", { minimum: passwordMinimum });
}

/** Characters as people count them: an emoji is one. */
export function isLongEnough(password: string): boolean {
  return Array.from(password).length >= passwordMinimum;
}

/** A code as it was mailed, without what comes along when it is copied. */
export function cleanCode(typed: string): string {
  return typed.replaceAll(/[\s-]/g, "");
}

export function codeError(typed: string): string | undefined {
  const code = cleanCode(typed);
  if (!code) return t("account.codeMissing");
  return /^\d{6}$/.test(code) ? undefined : t("account.codeWrong");
}

/** An E.164 number of what people write (`+49 (170) 123-45 67`), or undefined when it is none. */
export function phoneNumber(typed: string): string | undefined {
  const digits = typed.replaceAll(/[\s()./-]/g, "").replace(/^00/, "+");
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : undefined;
}

/** What a mail's link fills in. It stands behind `#`, where no server and no log sees it. */
export function filledIn(hash: string): { email: string; code: string } {
  const given = new URLSearchParams(hash);
  return { email: given.get("email") ?? "", code: given.get("code") ?? "" };
}
