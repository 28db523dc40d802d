import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { SelectField } from "@/components/field";
import { chooseTheme, chosenTheme, type Theme, themes } from "@/components/theme";
import { categoriesQuery, departmentsOf } from "@/features/catalog/api/categories";
import { CurrencyField } from "@/features/catalog/api/currency-field";
import { chooseLocale, type Locale, locales } from "@/i18n/locale";
import { language, t } from "@/i18n/t";

import styles from "./shell.module.css";

const languageNames = { en: "common.languageEn", de: "common.languageDe" } as const;
const themeNames = {
  system: "common.themeSystem",
  light: "common.themeLight",
  dark: "common.themeDark",
} as const;

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
          <SelectField
            label={t("common.language")}
            value={language()}
            onChange={(event) => chooseLocale(event.target.value as Locale)}
          >
            {locales.map((locale) => (
              <option key={locale} value={locale} lang={locale}>
                {t(languageNames[locale])}
              </option>
            ))}
          </SelectField>
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

function ThemeField() {
  const [theme, setTheme] = useState(chosenTheme);
  const choose = (next: Theme) => {
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <SelectField
      label={t("common.theme")}
      value={theme}
      onChange={(event) => choose(event.target.value as Theme)}
    >
      {themes.map((name) => (
        <option key={name} value={name}>
          {t(themeNames[name])}
        </option>
      ))}
    </SelectField>
  );
}
