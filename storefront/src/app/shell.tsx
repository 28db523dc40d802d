import { Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

import { Announcer } from "@/components/announcer";
import { ConsentBar } from "@/features/home/api/consent-bar";
import { t } from "@/i18n/t";

import { Footer } from "./footer";
import { Header } from "./header";
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
      <Footer />
      <ConsentBar />
      <Announcer />
    </>
  );
}

/** A screen reader goes on reading where the focus is: after a navigation, at the new content. */
function useFocusOnNavigation() {
  const main = useRef<HTMLElement>(null);
  const path = useLocation({ select: (location) => location.pathname });
  const previous = useRef(path);
  useEffect(() => {
    if (previous.current === path) return;
    previous.current = path;
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return main;
}
