/** The languages that the shop speaks; each has a folder in `src/locales`. */
export const locales = ["en", "de"] as const;
export type Locale = (typeof locales)[number];

const key = "mercato.locale";

function isLocale(value: string | null | undefined): value is Locale {
  return locales.some((locale) => locale === value);
}

/** The language chosen by the visitor, else the first of the browser's that we speak, else English. */
export function visitorLocale(): Locale {
  const chosen = localStorage.getItem(key);
  if (isLocale(chosen)) return chosen;
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.find(isLocale) ?? "en";
}

/** Remember a language and show this page in it. All state that matters is in the address. */
export function chooseLocale(locale: Locale): void {
  localStorage.setItem(key, locale);
  location.reload();
}
