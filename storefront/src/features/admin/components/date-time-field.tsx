import { TextField } from "@/components/field";
import { t } from "@/i18n/t";

interface DateTimeFieldProps {
  label: string;
  /** ISO 8601 with offset, as the API writes moments; null for none. */
  value: string | null;
  onChange: (value: string | null) => void;
  hint?: string;
  error?: string | undefined;
  required?: boolean;
  name?: string;
}

/** A moment of the API as `datetime-local` writes it: the person's own clock, to the minute. */
export function toLocal(iso: string | null): string {
  if (!iso) return "";
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return "";
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** What was typed into a `datetime-local` as a moment in UTC; null for nothing. */
export function toInstant(local: string): string | null {
  const moment = new Date(local);
  return local && !Number.isNaN(moment.getTime()) ? moment.toISOString() : null;
}

/** A moment, typed by the person's own clock and kept in UTC. */
export function DateTimeField({ value, onChange, hint, ...rest }: DateTimeFieldProps) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <TextField
      {...rest}
      type="datetime-local"
      hint={hint ?? t("admin.localTime", { zone })}
      value={toLocal(value)}
      onChange={(event) => onChange(toInstant(event.target.value))}
    />
  );
}
