import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, read } from "@/api/client";
import { announce } from "@/components/announcer";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Badge, Notice, ProblemNotice } from "@/components/notice";
import { t } from "@/i18n/t";
import { renew } from "@/session/tokens";

import { type Me, meQuery } from "./api/me";
import { EntryProblem } from "./entry-page";
import { Section } from "./section";
import { TotpSetup } from "./totp-setup";

/** One-time passwords: whether they are on, and how they are switched on and off. */
export function SecondFactor({ me }: { me: Me }) {
  const start = useMutation({ mutationFn: () => read(api.POST("/api/auth/mfa/totp")) });
  const refresh = useRefreshedAccount();
  const verified = async () => {
    await refresh();
    start.reset();
    announce(t("account.mfaIsOn"));
  };
  return (
    <Section title={t("account.mfa")} text={t("account.mfaText")}>
      {me.mfa_required && !me.mfa_enabled && (
        <Notice tone="caution" title={t("account.staffNeedsMfaTitle")}>
          {t("account.staffNeedsMfaText")}
        </Notice>
      )}
      <div className="cluster">
        <Badge tone={me.mfa_enabled ? "good" : "neutral"}>
          {t(me.mfa_enabled ? "account.mfaOn" : "account.mfaOff")}
        </Badge>
        {me.mfa_enabled && <SwitchOff me={me} onDone={refresh} />}
      </div>
      {!me.mfa_enabled && !start.data && (
        <>
          <EntryProblem error={start.error ?? undefined} />
          <div>
            <Button look="primary" busy={start.isPending} onClick={() => start.mutate()}>
              {t("account.setUpMfa")}
            </Button>
          </div>
        </>
      )}
      {!me.mfa_enabled && start.data && (
        <TotpSetup totp={start.data} onVerified={verified} onCancel={start.reset} />
      )}
    </Section>
  );
}

/** A fresh token first: staff have their groups in it as soon as they have a second factor. */
function useRefreshedAccount() {
  const queryClient = useQueryClient();
  return async () => {
    await renew();
    await queryClient.invalidateQueries({ queryKey: meQuery().queryKey });
  };
}

function SwitchOff({ me, onDone }: { me: Me; onDone: () => Promise<void> }) {
  const [isOpen, setIsOpen] = useState(false);
  const off = useMutation({
    mutationFn: async () => {
      await read(api.DELETE("/api/auth/mfa/totp"));
      await onDone();
      setIsOpen(false);
      announce(t("account.mfaIsOff"));
    },
  });
  return (
    <>
      <Button size="small" onClick={() => setIsOpen(true)}>
        {t("account.switchOff")}
      </Button>
      <Dialog title={t("account.switchOffTitle")} open={isOpen} onClose={() => setIsOpen(false)}>
        <p>{t(me.groups.length ? "account.switchOffStaff" : "account.switchOffText")}</p>
        {off.error && <ProblemNotice error={off.error} />}
        <div className="cluster">
          <Button look="danger" busy={off.isPending} onClick={() => off.mutate()}>
            {t("account.switchOff")}
          </Button>
          <Button onClick={() => setIsOpen(false)}>{t("account.keepOn")}</Button>
        </div>
      </Dialog>
    </>
  );
}
