import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { LanguageField, ThemeField } from "@/components/appearance-fields";
import { categoriesQuery, departmentsOf } from "@/features/catalog/api/categories";
import { CurrencyField } from "@/features/catalog/api/currency-field";
import { t } from "@/i18n/t";

import styles from "./shell.module.css";

export function Footer() {
  const { data: categories = [] } = useQuery(categoriesQuery());
  return (
    <footer className={styles.footer}>
      <div className={`page ${styles.footerColumns ?? ""}`}>
        <nav aria-label={t("common.footerShop")}>
          <h2>{t("common.footerShop")}</h2>
          <ul className="links">
            {departmentsOf(categories).map(({ id, slug, name }) => (
              <li key={id}>
                <Link to="/categories/$slug" params={{ slug }}>
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <nav aria-label={t("common.footerHelp")}>
          <h2>{t("common.footerHelp")}</h2>
          <ul className="links">
            <li>
              <Link to="/orders">{t("common.findOrder")}</Link>
            </li>
            <li>
              <Link to="/privacy">{t("common.privacyChoices")}</Link>
            </li>
            <li>
              <Link to="/admin">{t("common.staffPages")}</Link>
            </li>
          </ul>
        </nav>
        <section className="stack" aria-label={t("common.footerSettings")}>
          <h2>{t("common.footerSettings")}</h2>
          <LanguageField />
          <CurrencyField />
          <ThemeField />
        </section>
      </div>
      <p className="page soft" style={{ marginTop: "var(--space-6)" }}>
        {t("common.demoNote")}
      </p>
    </footer>
  );
}
