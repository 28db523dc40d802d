import { explain, ProblemError } from "@/api/problem";
import { Notice } from "@/components/notice";
import { isMessageId, t } from "@/i18n/t";

import { useRefusedChange } from "./api/change-cart";

/** Why the last change was taken back. */
export function RefusedChange() {
  const refused = useRefusedChange();
  if (!refused) return null;
  return (
    <Notice tone="bad" urgent title={t("cart.changeRefused")}>
      {explainRefusal(refused.error)}
    </Notice>
  );
}

function explainRefusal(error: Error): string {
  if (!(error instanceof ProblemError)) return explain(error);
  const id = `cart.refused.${error.code}`;
  const limit = Number(error.document.limit);
  return isMessageId(id) ? t(id, { limit }) : explain(error);
}
