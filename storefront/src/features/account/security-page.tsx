import { useQuery } from "@tanstack/react-query";

import { Button, ButtonLink } from "@/components/button";
import { ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { t } from "@/i18n/t";

import { meQuery } from "./api/me";
import { useSignOut } from "./api/sign-out";
import { asHash } from "./remembered";
import { SecondFactor } from "./second-factor";
import { Section } from "./section";

export function SecurityPage() {
  const { data: me, error, refetch } = useQuery(meQuery());
  return (
    <>
      <title>{`${t("account.security")} – ${t("common.shopName")}`}</title>
      <h1>{t("account.security")}</h1>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!me && !error && <Skeleton height="20rem" />}
      {me && (
        <>
          <SecondFactor me={me} />
          <Section title={t("account.password")} text={t("account.passwordText")}>
            <div>
              <ButtonLink to="/forgot-password" hash={asHash(me.email)}>
                {t("account.changePassword")}
              </ButtonLink>
            </div>
          </Section>
          <Devices />
        </>
      )}
    </>
  );
}

function Devices() {
  const here = useSignOut();
  const everywhere = useSignOut({ everywhere: true });
  const error = here.error ?? everywhere.error;
  return (
    <Section title={t("account.devices")} text={t("account.devicesText")}>
      {error && <ProblemNotice error={error} />}
      <div className="cluster">
        <Button busy={here.isPending} onClick={() => here.mutate()}>
          {t("account.signOutHere")}
        </Button>
        <Button look="danger" busy={everywhere.isPending} onClick={() => everywhere.mutate()}>
          {t("account.signOutEverywhere")}
        </Button>
      </div>
    </Section>
  );
}
