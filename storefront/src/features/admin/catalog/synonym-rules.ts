import type { components } from "@/api/client";
import type { FieldProblem } from "@/api/problem";
import { t } from "@/i18n/t";

import type { Difference } from "../components/version-conflict";

type Rule = components["schemas"]["SynonymRule"];

const mostWords = 20;
const longestWord = 60;

/** What keeps rules from being saved: two to twenty words each, none of them long. */
export function ruleProblems(rules: readonly Rule[]): FieldProblem[] {
  return rules.flatMap(({ words }, index) => {
    const isSound =
      words.length >= 2 &&
      words.length <= mostWords &&
      words.every((word) => word.length <= longestWord);
    const detail = t("adminCatalog.ruleInvalid");
    return isSound ? [] : [{ pointer: `/rules/${index}/words`, code: "rule-invalid", detail }];
  });
}

/** A rule as a line: `mug = cup`, or `mug → cup` when only the first is widened. */
export function toLine({ words, one_way }: Rule): string {
  const [first = "", ...others] = words;
  return one_way ? `${first} → ${others.join(", ")}` : words.join(" = ");
}

/** The rules that only one side has. */
export function ruleDifferences(theirs: readonly Rule[], yours: readonly Rule[]): Difference[] {
  const saved = new Set(theirs.map(toLine));
  const typed = new Set(yours.map(toLine));
  return [
    ...[...saved]
      .filter((line) => !typed.has(line))
      .map((line) => ({ field: line, theirs: t("admin.yes"), yours: t("admin.no") })),
    ...[...typed]
      .filter((line) => !saved.has(line))
      .map((line) => ({ field: line, theirs: t("admin.no"), yours: t("admin.yes") })),
  ];
}
