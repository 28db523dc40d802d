import { createLink, type LinkComponent } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, Ref } from "react";

import { t } from "@/i18n/t";

import styles from "./button.module.css";
import { Spinner } from "./spinner";

interface Look {
  look?: "primary" | "secondary" | "quiet" | "danger" | "icon";
  size?: "normal" | "small";
  wide?: boolean;
}

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> &
  Look & {
    /** The action is under way: the button says so, and a second click does nothing. */
    busy?: boolean;
    ref?: Ref<HTMLButtonElement>;
  };

export function Button({
  look,
  size,
  wide,
  busy = false,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classOf({ look, size, wide }, rest.className)}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {busy && <Spinner label={t("common.working")} />}
      {children}
    </button>
  );
}

type AnchorProps = AnchorHTMLAttributes<HTMLAnchorElement> &
  Look & { ref?: Ref<HTMLAnchorElement> };

/** Looks like a button and leads to another site or a file. */
export function ButtonAnchor({ look, size, wide, children, ...rest }: AnchorProps) {
  return (
    <a {...rest} className={classOf({ look, size, wide }, rest.className)}>
      {children}
    </a>
  );
}

const RouterButton = createLink(ButtonAnchor);

/** Looks like a button and leads to another page of ours: `<ButtonLink to="/cart">`. */
export const ButtonLink: LinkComponent<typeof ButtonAnchor> = (props) => (
  <RouterButton {...props} />
);

function classOf(
  { look = "secondary", size = "normal", wide }: Partial<Record<keyof Look, unknown>>,
  own = "",
) {
  const size_ = size === "small" ? styles.small : "";
  return [styles.button, styles[look as string], size_, wide ? styles.wide : "", own]
    .filter(Boolean)
    .join(" ");
}
