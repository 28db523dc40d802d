import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";

import { api, type components, read } from "@/api/client";
import type { FieldProblem } from "@/api/problem";
import { announce } from "@/components/announcer";
import { Button } from "@/components/button";
import { ChoiceField } from "@/components/field";
import { Icon } from "@/components/icon";
import { ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { formatMoment } from "@/i18n/format";
import { t } from "@/i18n/t";

import { errorAt, ErrorSummary } from "../components/error-summary";
import { FormSection } from "../components/form-section";
import { ListField } from "../components/list-field";
import { PageHead } from "../components/page-head";
import { UnsavedWarning } from "../components/unsaved-warning";
import { isVersionConflict, VersionConflict } from "../components/version-conflict";
import { ifMatch } from "../components/versioned-documents";
import styles from "./product-editor.module.css";
import { SearchIndex } from "./search-index";
import { ruleDifferences, ruleProblems } from "./synonym-rules";

type SynonymSet = components["schemas"]["SynonymSet"];
type Rule = components["schemas"]["SynonymRule"];

const synonymsQuery = () =>
  queryOptions({
    queryKey: ["admin", "synonyms"],
    queryFn: ({ signal }) => read(api.GET("/core/v1/admin/search/synonyms", { signal })),
    // The form holds a draft of what it read; nothing is read again behind its back.
    staleTime: Infinity,
    gcTime: 0,
  });

/** What the search takes for the same, and the state of its index. */
export function SynonymsPage() {
  const synonyms = useQuery(synonymsQuery());
  return (
    <div className="stack">
      <PageHead title={t("adminCatalog.search")} />
      <SearchIndex />
      {synonyms.data ? (
        <SynonymsForm saved={synonyms.data} />
      ) : synonyms.error ? (
        <ProblemNotice error={synonyms.error} retry={() => void synonyms.refetch()} />
      ) : (
        <Skeleton height="20rem" />
      )}
    </div>
  );
}

function useSaving(saved: SynonymSet) {
  const queryClient = useQueryClient();
  const [base, setBase] = useState(saved);
  const [rules, setRules] = useState(saved.rules);
  const [theirs, setTheirs] = useState<SynonymSet>();
  const take = (set: SynonymSet) => {
    setBase(set);
    setRules(set.rules);
    setTheirs(undefined);
  };
  const save = useMutation({
    mutationFn: (version: number) =>
      read(
        api.PUT("/core/v1/admin/search/synonyms", {
          params: { header: ifMatch(version) },
          body: { rules },
        }),
      ),
    onSuccess: (set) => {
      take(set);
      queryClient.setQueryData(synonymsQuery().queryKey, set);
      announce(t("admin.saved"));
    },
    onError: async (error) => {
      if (!isVersionConflict(error)) return;
      setTheirs(await queryClient.query({ ...synonymsQuery(), staleTime: 0 }));
    },
  });
  return { base, rules, setRules, theirs, take, save };
}

const noProblems: readonly FieldProblem[] = [];

function SynonymsForm({ saved }: { saved: SynonymSet }) {
  const { base, rules, setRules, theirs, take, save } = useSaving(saved);
  const [problems, setProblems] = useState(noProblems);
  const isDirty = JSON.stringify(rules) !== JSON.stringify(base.rules);
  const change = (index: number, patch: Partial<Rule>) =>
    setRules(rules.map((rule, at) => (at === index ? { ...rule, ...patch } : rule)));
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const found = ruleProblems(rules);
    setProblems(found);
    if (found.length === 0 && !save.isPending) save.mutate(base.version);
  };
  return (
    <form className={styles.columns} onSubmit={submit} noValidate>
      {theirs && (
        <VersionConflict
          differences={ruleDifferences(theirs.rules, rules)}
          busy={save.isPending}
          onTakeTheirs={() => take(theirs)}
          onKeepMine={() => save.mutate(theirs.version)}
        />
      )}
      <ErrorSummary
        problems={problems}
        nameOf={(pointer) => t("adminCatalog.ruleNumber", { number: ruleNumber(pointer) })}
      />
      {save.error && !theirs && <ProblemNotice error={save.error} />}
      <FormSection
        title={t("adminCatalog.synonyms")}
        intro={t("adminCatalog.synonymsIntro")}
        action={
          <Button size="small" onClick={() => setRules([...rules, { words: [], one_way: false }])}>
            <Icon name="plus" size={16} /> {t("adminCatalog.addRule")}
          </Button>
        }
      >
        {base.updated_at && (
          <p className="small soft">
            {t("adminCatalog.lastChanged", {
              when: formatMoment(base.updated_at),
              who: base.updated_by || "–",
            })}
          </p>
        )}
        {rules.length === 0 && <p className="soft">{t("adminCatalog.noRules")}</p>}
        {rules.map((rule, index) => (
          <div key={index} className={styles.line}>
            <ListField
              name={`/rules/${index}/words`}
              label={t("adminCatalog.ruleWords", { number: index + 1 })}
              values={rule.words}
              required
              error={errorAt(problems, `/rules/${index}/words`)}
              onChange={(words) => change(index, { words })}
            />
            <ChoiceField
              type="checkbox"
              label={t("adminCatalog.oneWay")}
              checked={rule.one_way}
              onChange={(event) => change(index, { one_way: event.target.checked })}
            />
            <Button
              look="icon"
              aria-label={t("adminCatalog.removeRule", { number: index + 1 })}
              onClick={() => setRules(rules.filter((_, at) => at !== index))}
            >
              <Icon name="trash" />
            </Button>
          </div>
        ))}
      </FormSection>
      <div className={styles.foot}>
        <Button type="submit" look="primary" busy={save.isPending}>
          {t("common.save")}
        </Button>
        <span className="small soft" role="status">
          {isDirty && t("adminCatalog.unsaved")}
        </span>
      </div>
      <UnsavedWarning when={isDirty && !save.isPending} />
    </form>
  );
}

function ruleNumber(pointer: string): number {
  return Number(pointer.split("/")[2] ?? 0) + 1;
}
