import { compileMessage } from "@lingui/message-utils/compileMessage";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const locales = fileURLToPath(new URL("../src/locales", import.meta.url));
const prefix = "virtual:messages/";

/** What only the pages behind a purchase and an account say; a first view does without. */
const personal = new Set(["account.json", "checkout.json", "orders.json", "privacy.json"]);

function audienceOf(file: string): string {
  if (file.startsWith("admin")) return "admin";
  return personal.has(file) ? "personal" : "shop";
}

/**
 * Makes `virtual:messages/<locale>/<shop|personal|admin>` of the JSON files in
 * `src/locales/<locale>`. ICU messages are compiled here, so that no parser is shipped to the
 * browser.
 */
export function messageCatalogues(): Plugin {
  return {
    name: "message-catalogues",
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return undefined;
      const [locale = "", audience] = id.slice(prefix.length + 1).split("/");
      const folder = join(locales, locale);
      const files = readdirSync(folder).filter((file) => audienceOf(file) === audience);
      const messages = files.flatMap((file) => {
        this.addWatchFile(join(folder, file));
        return Object.entries(
          JSON.parse(readFileSync(join(folder, file), "utf8")) as Record<string, string>,
        );
      });
      const compiled = messages.map(([key, text]) => [key, compileMessage(text)]);
      return `export default ${JSON.stringify(Object.fromEntries(compiled))}`;
    },
  };
}
