import { t } from "@/i18n/t";

import { DateTimeField } from "../components/date-time-field";

interface Period {
  starts_at: string | null;
  ends_at: string | null;
}

interface PeriodFieldsProps extends Period {
  error?: string | undefined;
  onChange: (patch: Partial<Period>) => void;
}

/** From when until when something holds; an empty end is open. */
export function PeriodFields({ starts_at, ends_at, error, onChange }: PeriodFieldsProps) {
  return (
    <>
      <DateTimeField
        name="/starts_at"
        label={t("adminCatalog.startsAt")}
        value={starts_at}
        onChange={(moment) => onChange({ starts_at: moment })}
      />
      <DateTimeField
        name="/ends_at"
        label={t("adminCatalog.endsAt")}
        value={ends_at}
        error={error}
        onChange={(moment) => onChange({ ends_at: moment })}
      />
    </>
  );
}

/** Whether a period would end before it starts. */
export function isBackwards({ starts_at, ends_at }: Period): boolean {
  return Boolean(starts_at && ends_at && Date.parse(ends_at) <= Date.parse(starts_at));
}
