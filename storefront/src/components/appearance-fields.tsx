import { useState } from "react";

import { chooseLocale, type Locale, locales } from "@/i18n/locale";
import { language, t } from "@/i18n/t";

import { SelectField } from "./field";
import { chooseTheme, chosenTheme, type Theme, themes } from "./theme";

const languageNames = { en: "common.languageEn", de: "common.languageDe" } as const;
const themeNames = {
  system: "common.themeSystem",
  light: "common.themeLight",
  dark: "common.themeDark",
} as const;

export function LanguageField() {
  return (
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
  );
}

export function ThemeField() {
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
