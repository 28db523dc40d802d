import { type ReactNode, useEffect, useId, useRef } from "react";

import { t } from "@/i18n/t";

import { Button } from "./button";
import styles from "./dialog.module.css";
import { Icon } from "./icon";

interface DialogProps {
  title: string;
  open: boolean;
  onClose: () => void;
  shape?: "modal" | "wideModal" | "drawer" | "drawerStart";
  children: ReactNode;
}

/**
 * A window over the page. The browser's own `dialog` keeps the focus inside, closes on Escape, and
 * gives the focus back; a click beside it closes it too.
 */
export function Dialog({ title, open, onClose, shape = "modal", children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (open && !element.open) element.showModal();
    if (!open && element.open) element.close();
  }, [open]);
  const classes = [styles.dialog, ...classesOf(shape)].join(" ");
  return (
    // The click beside it is a convenience; Escape and the button do the same from the keyboard.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      className={classes}
      aria-labelledby={heading}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      {open && (
        <div className={styles.inner}>
          <div className={styles.head}>
            <h2 id={heading}>{title}</h2>
            <Button look="icon" onClick={onClose} aria-label={t("common.close")}>
              <Icon name="close" />
            </Button>
          </div>
          <div className={styles.body}>{children}</div>
        </div>
      )}
    </dialog>
  );
}

function classesOf(shape: NonNullable<DialogProps["shape"]>): (string | undefined)[] {
  if (shape === "drawerStart") return [styles.drawer, styles.drawerStart];
  if (shape === "wideModal") return [styles.modal, styles.wideModal];
  return [styles[shape]];
}
