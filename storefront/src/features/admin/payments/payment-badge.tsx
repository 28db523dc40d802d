import { Badge, type Tone } from "@/components/notice";

import { term } from "../components/term";
import type { PaymentStatus } from "./payment-queries";

const tones: Record<PaymentStatus, Tone | "neutral"> = {
  requires_payment: "note",
  processing: "note",
  succeeded: "good",
  failed: "caution",
  closed: "neutral",
  held: "bad",
};

export function PaymentBadge({ status }: { status: PaymentStatus }) {
  return <Badge tone={tones[status]}>{term("adminPayments.status", status)}</Badge>;
}
