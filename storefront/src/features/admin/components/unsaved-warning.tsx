import { useBlocker } from "@tanstack/react-router";

import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { t } from "@/i18n/t";

/** Asks before another page is opened while something is unsaved; put it anywhere on the page. */
export function UnsavedWarning({ when }: { when: boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      when &&
      (current.pathname !== next.pathname ||
        JSON.stringify(current.search) !== JSON.stringify(next.search)),
    enableBeforeUnload: when,
    disabled: !when,
    withResolver: true,
  });
  return (
    <Dialog
      title={t("admin.unsavedTitle")}
      open={blocker.status === "blocked"}
      onClose={() => blocker.reset?.()}
    >
      <p>{t("admin.unsavedText")}</p>
      <div className="cluster">
        <Button look="primary" onClick={() => blocker.reset?.()}>
          {t("admin.stay")}
        </Button>
        <Button look="danger" onClick={() => blocker.proceed?.()}>
          {t("admin.leave")}
        </Button>
      </div>
    </Dialog>
  );
}
