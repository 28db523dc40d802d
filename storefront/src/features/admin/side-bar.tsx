import { Link, useLocation } from "@tanstack/react-router";
import { useState } from "react";

import { LanguageField, ThemeField } from "@/components/appearance-fields";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Icon, type IconName } from "@/components/icon";
import type { Me } from "@/features/account/api/me";
import { useSignOut } from "@/features/account/api/sign-out";
import { t } from "@/i18n/t";

import styles from "./admin-layout.module.css";
import { sectionsFor } from "./navigation";

/** The shop's name, who is signed in, and on a phone the way to the menu. */
export function TopBar({ me }: { me: Me }) {
  const signOut = useSignOut();
  return (
    <header className={styles.top}>
      <Drawer me={me} />
      <Link to="/admin" className="wordmark">
        mercat<span>o</span> <small>{t("admin.title")}</small>
      </Link>
      <div className={styles.who}>
        <Link to="/account" className={styles.email} title={me.email}>
          {me.email}
        </Link>
        <Button size="small" look="quiet" busy={signOut.isPending} onClick={() => signOut.mutate()}>
          {t("admin.signOut")}
        </Button>
      </div>
    </header>
  );
}

/** The pages that this member of staff may use, and the settings of this browser. */
export function SideBar({ me, onLeave }: { me: Me; onLeave?: () => void }) {
  return (
    <div className={styles.bar}>
      <nav aria-label={t("admin.navLabel")}>
        <Entry to="/admin" label={t("admin.navStart")} icon="pulse" exact onLeave={onLeave} />
        {sectionsFor(me.groups).map((section) => (
          <section key={section.label} aria-label={t(section.label)}>
            <p className={styles.section} aria-hidden="true">
              {t(section.label)}
            </p>
            <ul className={styles.list}>
              {section.entries.map(({ to, label, icon }) => (
                <li key={to}>
                  <Entry to={to} label={t(label)} icon={icon} onLeave={onLeave} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <section className={styles.settings} aria-label={t("common.footerSettings")}>
        <Link to="/" className={styles.entry}>
          <Icon name="external" size={18} />
          {t("admin.toShop")}
        </Link>
        <LanguageField />
        <ThemeField />
      </section>
    </div>
  );
}

interface EntryProps {
  to: string;
  label: string;
  icon: IconName;
  exact?: boolean;
  onLeave?: (() => void) | undefined;
}

function Entry({ to, label, icon, exact = false, onLeave }: EntryProps) {
  return (
    <Link
      to={to}
      className={styles.entry}
      activeOptions={{ exact }}
      {...(onLeave && { onClick: onLeave })}
    >
      <Icon name={icon} size={18} />
      {label}
    </Link>
  );
}

function Drawer({ me }: { me: Me }) {
  const [open, setOpen] = useState(false);
  const path = useLocation({ select: (location) => location.pathname });
  return (
    <div className={styles.menuButton} key={path}>
      <Button look="icon" aria-label={t("common.menu")} onClick={() => setOpen(true)}>
        <Icon name="menu" />
      </Button>
      <Dialog
        title={t("admin.title")}
        open={open}
        onClose={() => setOpen(false)}
        shape="drawerStart"
      >
        <SideBar me={me} onLeave={() => setOpen(false)} />
      </Dialog>
    </div>
  );
}
