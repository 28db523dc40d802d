import { compileMessage } from "@lingui/message-utils/compileMessage";

type Catalogue = Record<string, string>;
const files = import.meta.glob<Catalogue>("../locales/*/*.json", {
  eager: true,
  import: "default",
});
const names = Object.keys(files)
  .filter((path) => path.includes("/en/"))
  .map((path) => path.replace("../locales/en/", ""));

function catalogue(language: string, name: string): Catalogue {
  return files[`../locales/${language}/${name}`] ?? {};
}

/** The names of the values that a message takes. */
function valuesOf(text: string): string[] {
  const compiled = compileMessage(text);
  const tokens = typeof compiled === "string" ? [] : compiled;
  return tokens
    .filter((token) => Array.isArray(token))
    .map((token) => token[0])
    .sort();
}

describe.each(names)("%s", (name) => {
  const english = catalogue("en", name);
  const german = catalogue("de", name);

  it("has every message in German too, and no other", () => {
    expect(Object.keys(german).sort()).toEqual(Object.keys(english).sort());
  });

  it("takes the same values in both languages", () => {
    for (const [id, text] of Object.entries(english)) {
      expect([id, valuesOf(german[id] ?? "")]).toEqual([id, valuesOf(text)]);
    }
  });

  it("leaves no message empty", () => {
    expect(Object.values(english).concat(Object.values(german))).not.toContain("");
  });
});

it("names each message once", () => {
  const ids = names.flatMap((name) => Object.keys(catalogue("en", name)));
  expect(ids).toHaveLength(new Set(ids).size);
});
