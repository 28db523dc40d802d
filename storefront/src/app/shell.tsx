import { Outlet } from "@tanstack/react-router";

import { Announcer } from "@/components/announcer";
import { useFocusOnNavigation } from "@/components/focus-on-navigation";
import { ConsentBar } from "@/features/home/api/consent-bar";
import { t } from "@/i18n/t";

import { Header } from "./header";
import { LateFooter } from "./late-footer";
import { OfflineNotice } from "./offline-notice";
import styles from "./shell.module.css";

/** What surrounds every page of the shop. */
export function Shell() {
  const main = useFocusOnNavigation();
  return (
    <>
      <a className={`visually-hidden ${styles.skip ?? ""}`} href="#content">
        {t("common.skipToContent")}
      </a>
      <Header />
      <OfflineNotice />
      <main id="content" ref={main} tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
      <LateFooter />
      <ConsentBar />
      <Announcer />
    </>
  );
}
