import { language, t } from "@/i18n/t";

/** A country in the visitor's language; `*` is everywhere else. */
export function countryName(code: string): string {
  if (code === "*") return t("adminCatalog.everywhereElse");
  return new Intl.DisplayNames([language()], { type: "region", fallback: "code" }).of(code) ?? code;
}
