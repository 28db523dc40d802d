import { Badge, type Tone } from "@/components/notice";
import { t } from "@/i18n/t";

import { term } from "../components/term";
import type { Customer } from "./customer-queries";

const tones: Partial<Record<Customer["status"], Tone>> = {
  CONFIRMED: "good",
  COMPROMISED: "bad",
  RESET_REQUIRED: "caution",
  FORCE_CHANGE_PASSWORD: "caution",
};

/** Whether one can sign in to an account, and if not, why. */
export function AccountBadge({ account }: { account: Pick<Customer, "enabled" | "status"> }) {
  if (!account.enabled) return <Badge tone="bad">{t("adminCustomers.disabled")}</Badge>;
  return (
    <Badge tone={tones[account.status] ?? "neutral"}>
      {term("adminCustomers.status", account.status)}
    </Badge>
  );
}
