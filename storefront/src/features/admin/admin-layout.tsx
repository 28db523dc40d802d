import { useQuery } from "@tanstack/react-query";
import { Outlet, useLocation } from "@tanstack/react-router";

import { Announcer } from "@/components/announcer";
import { Button, ButtonLink } from "@/components/button";
import { useFocusOnNavigation } from "@/components/focus-on-navigation";
import { Notice, ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { type Me, meQuery } from "@/features/account/api/me";
import { useSignOut } from "@/features/account/api/sign-out";
import { ToSignIn } from "@/features/account/api/to-sign-in";
import { t } from "@/i18n/t";
import { useStanding } from "@/session/store";

import styles from "./admin-layout.module.css";
import { StaffContext, staffGroups } from "./components/staff";
import { mayOpen } from "./navigation";
import { SideBar, TopBar } from "./side-bar";

/** Lets staff in and surrounds their pages; everybody else is told what is missing. */
export function AdminLayout() {
  const standing = useStanding();
  if (standing === "stranger" || standing === "guest") return <ToSignIn />;
  return <AdminGate />;
}

function AdminGate() {
  // What was known may be from before a second factor was set up.
  const me = useQuery({ ...meQuery(), refetchOnMount: "always" });
  if (me.error) {
    return (
      <Doorstep title={t("admin.title")}>
        <ProblemNotice error={me.error} retry={() => void me.refetch()} />
      </Doorstep>
    );
  }
  if (!me.data) return <Waiting />;
  if (me.data.mfa_required) return <SecondFactorMissing />;
  if (!staffGroups.some((group) => me.data.groups.includes(group))) {
    return <NotStaff me={me.data} />;
  }
  return <Staffroom me={me.data} />;
}

function Staffroom({ me }: { me: Me }) {
  const main = useFocusOnNavigation();
  const path = useLocation({ select: (location) => location.pathname });
  return (
    <StaffContext value={me}>
      <div className={styles.admin}>
        <a className={`visually-hidden ${styles.skip ?? ""}`} href="#content">
          {t("common.skipToContent")}
        </a>
        <TopBar me={me} />
        <div className={styles.columns}>
          <div className={styles.side}>
            <SideBar me={me} />
          </div>
          <main id="content" ref={main} tabIndex={-1} className={styles.main}>
            {mayOpen(path, me.groups) ? <Outlet /> : <OtherGroups />}
          </main>
        </div>
        <Announcer />
      </div>
    </StaffContext>
  );
}

/** The frame without its content, so that nothing moves when it is known who asks. */
function Waiting() {
  return (
    <div className={styles.admin} aria-busy="true">
      <div className={styles.top} />
      <div className={styles.columns}>
        <div className={styles.side} />
        <main id="content" className={styles.main}>
          <span className="visually-hidden" role="status">
            {t("common.loading")}
          </span>
          <Skeleton width="14rem" height="2rem" />
        </main>
      </div>
    </div>
  );
}

function Doorstep({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <main id="content" className={styles.doorstep}>
      <title>{`${title} – ${t("admin.titleSuffix")}`}</title>
      <div className="card stack">
        <h1>{title}</h1>
        {children}
      </div>
      <Announcer />
    </main>
  );
}

function SecondFactorMissing() {
  return (
    <Doorstep title={t("admin.mfaTitle")}>
      <p>{t("admin.mfaText")}</p>
      <div className="cluster">
        <ButtonLink to="/account/security" look="primary">
          {t("admin.mfaAction")}
        </ButtonLink>
        <ButtonLink to="/">{t("admin.toShop")}</ButtonLink>
      </div>
    </Doorstep>
  );
}

function NotStaff({ me }: { me: Me }) {
  const signOut = useSignOut();
  return (
    <Doorstep title={t("admin.notStaffTitle")}>
      <p>{t("admin.notStaffText", { email: me.email })}</p>
      <div className="cluster">
        <ButtonLink to="/" look="primary">
          {t("admin.toShop")}
        </ButtonLink>
        <Button busy={signOut.isPending} onClick={() => signOut.mutate()}>
          {t("admin.signOut")}
        </Button>
      </div>
    </Doorstep>
  );
}

function OtherGroups() {
  return (
    <div className="stack">
      <title>{`${t("admin.otherGroupsTitle")} – ${t("admin.titleSuffix")}`}</title>
      <h1>{t("admin.otherGroupsTitle")}</h1>
      <Notice tone="note">{t("admin.otherGroupsText")}</Notice>
    </div>
  );
}
