import { useState } from "react";

import { TextField } from "@/components/field";
import { t } from "@/i18n/t";

import { toPercent, toShare } from "./percent";

interface PercentFieldProps {
  label: string;
  /** As the API writes it: `0.19`; empty when what is typed is no percentage. */
  share: string;
  onChange: (share: string) => void;
  name?: string;
  error?: string | undefined;
}

/** A percentage from 0 to 100. */
export function PercentField({ label, share, onChange, name, error }: PercentFieldProps) {
  const [typed, setTyped] = useState({ text: share && toPercent(share), share });
  const isMine = typed.share === share;
  return (
    <TextField
      {...(name && { name })}
      label={`${label} (%)`}
      inputMode="decimal"
      autoComplete="off"
      required
      value={isMine ? typed.text : toPercent(share)}
      error={
        error ?? (typed.text && !toShare(typed.text) ? t("adminCatalog.percentInvalid") : undefined)
      }
      onChange={({ target: { value: text } }) => {
        setTyped({ text, share: toShare(text) ?? "" });
        onChange(toShare(text) ?? "");
      }}
    />
  );
}
