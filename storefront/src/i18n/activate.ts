import { i18n, type Messages } from "@lingui/core";

import type { Locale } from "./locale";

type Loader = () => Promise<{ default: Messages }>;

/** Who needs which messages: everybody, whoever buys or has an account, and staff. */
type Audience = "shop" | "personal" | "admin";

const catalogues: Record<Audience, Record<Locale, Loader>> = {
  shop: {
    en: () => import("virtual:messages/en/shop"),
    de: () => import("virtual:messages/de/shop"),
  },
  personal: {
    en: () => import("virtual:messages/en/personal"),
    de: () => import("virtual:messages/de/personal"),
  },
  admin: {
    en: () => import("virtual:messages/en/admin"),
    de: () => import("virtual:messages/de/admin"),
  },
};

/** Load the shop's messages and speak this language from now on. */
export async function activate(locale: Locale): Promise<void> {
  i18n.load(locale, (await catalogues.shop[locale]()).default);
  i18n.activate(locale);
  document.documentElement.lang = locale;
}

/** Load the messages of the pages that not everybody opens, in the language that is spoken. */
export async function alsoSpeak(audience: "personal" | "admin"): Promise<void> {
  const locale = i18n.locale as Locale;
  i18n.load(locale, (await catalogues[audience][locale]()).default);
}
