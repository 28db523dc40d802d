import { Dialog } from "@/components/dialog";
import { t } from "@/i18n/t";

import { closeDrawer } from "./api/drawer-state";

/** What was just added, beside the page that it was added from. */
export function CartDrawer({ sku }: { sku: string }) {
  return (
    <Dialog title={t("cart.added")} open onClose={closeDrawer} shape="drawer">
      <p>{sku}</p>
    </Dialog>
  );
}
