import { Link, useLocation } from "@tanstack/react-router";
import { useEffect } from "react";

import { giveConsent, useConsent } from "@/clickstream/consent";
import { record } from "@/clickstream/record";
import { Button } from "@/components/button";
import { t } from "@/i18n/t";

import styles from "./consent-bar.module.css";

/** Asks once whether the visit may be counted; both answers are as easy to give. */
export function ConsentBar() {
  const consent = useConsent();
  usePageViews(consent === "granted");
  if (consent !== "unasked") return null;
  return (
    <section className={styles.bar} aria-label={t("consent.title")}>
      <p>
        {t("consent.question")} <Link to="/privacy">{t("consent.more")}</Link>
      </p>
      <div className={styles.answers}>
        <Button size="small" onClick={() => giveConsent("declined")}>
          {t("consent.decline")}
        </Button>
        <Button size="small" onClick={() => giveConsent("granted")}>
          {t("consent.accept")}
        </Button>
      </div>
    </section>
  );
}

const categoryPath = /^\/categories\/([^/]+)$/;

/** Counts each page once: also the one on which the visitor agreed. */
function usePageViews(isCounted: boolean): void {
  const path = useLocation({ select: ({ pathname }) => pathname });
  useEffect(() => {
    const category = categoryPath.exec(path)?.[1];
    if (isCounted) record("page_viewed", category ? { category } : {});
  }, [isCounted, path]);
}
