import { i18n, type Messages } from "@lingui/core";

import type { Locale } from "./locale";

type Loader = () => Promise<{ default: Messages }>;

const shop: Record<Locale, Loader> = {
  en: () => import("virtual:messages/en/shop"),
  de: () => import("virtual:messages/de/shop"),
};
const admin: Record<Locale, Loader> = {
  en: () => import("virtual:messages/en/admin"),
  de: () => import("virtual:messages/de/admin"),
};

/** Load the shop's messages and speak this language from now on. */
export async function activate(locale: Locale): Promise<void> {
  i18n.load(locale, (await shop[locale]()).default);
  i18n.activate(locale);
  document.documentElement.lang = locale;
}

/** Load the messages of the staff's pages as well. */
export async function activateAdmin(): Promise<void> {
  const locale = i18n.locale as Locale;
  i18n.load(locale, (await admin[locale]()).default);
}
