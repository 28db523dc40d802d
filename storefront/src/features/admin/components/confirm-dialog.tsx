import { type ReactNode, type SyntheticEvent, useState } from "react";

import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { TextareaField } from "@/components/field";
import { ProblemNotice } from "@/components/notice";
import { t } from "@/i18n/t";

interface ConfirmDialogProps {
  title: string;
  /** What will happen, and whether it can be undone. */
  children: ReactNode;
  /** The deed's own name (“Archive product”), never “OK”. */
  action: string;
  open: boolean;
  onClose: () => void;
  /** `reason` is empty unless the dialog asks for one. */
  onConfirm: (reason: string) => void;
  asksReason?: boolean;
  /** How long the reason has to be at least, and may be at most. */
  reasonLength?: { least: number; most: number };
  danger?: boolean;
  busy?: boolean;
  error?: unknown;
}

/** Asks before something that is not easily undone, for a reason if one has to be kept. */
export function ConfirmDialog({ title, open, onClose, ...rest }: ConfirmDialogProps) {
  return (
    <Dialog title={title} open={open} onClose={onClose}>
      <ConfirmForm onClose={onClose} {...rest} />
    </Dialog>
  );
}

/** The question without its window, for a dialog that asks different things in turn. */
export function ConfirmForm({
  children,
  action,
  onClose,
  onConfirm,
  asksReason = false,
  reasonLength = { least: 1, most: 1000 },
  danger = false,
  busy = false,
  error,
}: Omit<ConfirmDialogProps, "title" | "open">) {
  const [missing, setMissing] = useState(false);
  const confirm = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget).get("reason");
    const reason = typeof given === "string" ? given.trim() : "";
    const isMissing = asksReason && reason.length < reasonLength.least;
    setMissing(isMissing);
    if (busy) return;
    if (!isMissing) onConfirm(reason);
    else event.currentTarget.querySelector("textarea")?.focus();
  };
  return (
    <form className="stack" onSubmit={confirm} noValidate>
      <div>{children}</div>
      {asksReason && (
        <TextareaField
          name="reason"
          label={t("admin.reason")}
          hint={t("admin.reasonHint")}
          error={missing ? t("admin.reasonMissing") : undefined}
          maxLength={reasonLength.most}
          rows={3}
          required
        />
      )}
      {error !== undefined && error !== null && <ProblemNotice error={error} />}
      <div className="cluster">
        <Button type="submit" look={danger ? "danger" : "primary"} busy={busy}>
          {action}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {t("common.cancel")}
        </Button>
      </div>
    </form>
  );
}
