import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { Button, ButtonLink } from "@/components/button";
import { Icon, type IconName } from "@/components/icon";
import { Notice, ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { LatestOrders } from "@/features/orders/api/latest-orders";
import { type MessageId, t } from "@/i18n/t";

import styles from "./account.module.css";
import { type Me, meQuery } from "./api/me";
import { useSignOut } from "./api/sign-out";

export function OverviewPage() {
  const { data: me, error, refetch } = useQuery(meQuery());
  return (
    <>
      <title>{`${t("account.title")} – ${t("common.shopName")}`}</title>
      <Greeting me={me} />
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {me && <StaffNotice me={me} />}
      <LatestOrders />
      <Shortcuts />
    </>
  );
}

function Greeting({ me }: { me: Me | undefined }) {
  const signOut = useSignOut();
  return (
    <div className="stack">
      <div className="spread">
        <div>
          <h1>{t("account.title")}</h1>
          <p className="soft">{me?.email ?? <Skeleton width="14rem" />}</p>
        </div>
        <Button busy={signOut.isPending} onClick={() => signOut.mutate()}>
          {t("account.signOut")}
        </Button>
      </div>
      {signOut.error && <ProblemNotice error={signOut.error} />}
    </div>
  );
}

/** Staff have pages of their own, once they have a second factor. */
function StaffNotice({ me }: { me: Me }) {
  if (me.mfa_required)
    return (
      <Notice tone="caution" title={t("account.staffNeedsMfaTitle")}>
        <p>{t("account.staffNeedsMfaText")}</p>
        <ButtonLink to="/account/security" size="small" look="primary">
          {t("account.setUpMfa")}
        </ButtonLink>
      </Notice>
    );
  if (me.groups.length === 0) return null;
  return (
    <Notice tone="note" title={t("account.staffTitle")}>
      <Link to="/admin">{t("account.toAdmin")}</Link>
    </Notice>
  );
}

const shortcuts: readonly {
  to: "/account/security" | "/account/preferences" | "/account/orders";
  icon: IconName;
  title: MessageId;
  text: MessageId;
}[] = [
  { to: "/account/orders", icon: "box", title: "account.orders", text: "account.ordersText" },
  {
    to: "/account/security",
    icon: "shield",
    title: "account.security",
    text: "account.securityText",
  },
  {
    to: "/account/preferences",
    icon: "info",
    title: "account.preferences",
    text: "account.preferencesText",
  },
];

function Shortcuts() {
  return (
    <ul className={styles.shortcuts}>
      {shortcuts.map(({ to, icon, title, text }) => (
        <li key={to} className={`card ${styles.shortcut ?? ""}`}>
          <Icon name={icon} size={24} />
          <div>
            <h2>
              <Link to={to}>{t(title)}</Link>
            </h2>
            <p className="small soft">{t(text)}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
