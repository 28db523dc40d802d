import { Badge } from "@/components/notice";
import { t } from "@/i18n/t";

import type { Status } from "./products";

export const statusLabels = {
  active: "adminCatalog.statusActive",
  draft: "adminCatalog.statusDraft",
  archived: "adminCatalog.statusArchived",
} as const satisfies Record<Status, string>;

const tones = { active: "good", draft: "note", archived: "neutral" } as const;

export function StatusBadge({ status }: { status: Status }) {
  return <Badge tone={tones[status]}>{t(statusLabels[status])}</Badge>;
}
