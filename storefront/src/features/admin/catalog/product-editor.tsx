import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type SyntheticEvent, useCallback, useState } from "react";

import type { FieldProblem } from "@/api/problem";
import { announce } from "@/components/announcer";
import { Button } from "@/components/button";
import { ProblemNotice } from "@/components/notice";
import { t } from "@/i18n/t";

import { differencesOf, toWords } from "../components/differences";
import { ErrorSummary } from "../components/error-summary";
import { PageHead } from "../components/page-head";
import { UnsavedWarning } from "../components/unsaved-warning";
import { isVersionConflict, VersionConflict } from "../components/version-conflict";
import { AttributesSection } from "./attributes-section";
import { BasicsSection } from "./basics-section";
import { ImagesSection } from "./images-section";
import { OptionsSection } from "./options-section";
import { ProductActions } from "./product-actions";
import styles from "./product-editor.module.css";
import { fieldName, pointerName, problemsIn, problemsOf } from "./product-problems";
import {
  type AdminProduct,
  blankProduct,
  createProduct,
  productQuery,
  type ProductRecord,
  replaceProduct,
  type Variant,
} from "./products";
import { PublishingSection } from "./publishing-section";
import { SeoSection } from "./seo-section";
import { VariantsSection } from "./variants-section";

const noProblems: readonly FieldProblem[] = [];

/** A draft of a product: nothing of it is known to anybody before it is saved. */
function useDraft(product: AdminProduct | undefined) {
  const [saved, setSaved] = useState(product);
  const [blank] = useState(blankProduct);
  const base = saved?.record ?? blank;
  const [record, setRecord] = useState(base);
  const [settled, setSettled] = useState(base.options);
  const change = useCallback(
    (patch: Partial<ProductRecord>) => setRecord((before) => ({ ...before, ...patch })),
    [],
  );
  const changeVariant = useCallback(
    (index: number, patch: Partial<Variant>) =>
      setRecord((before) => ({
        ...before,
        variants: before.variants.map((one, at) => (at === index ? { ...one, ...patch } : one)),
      })),
    [],
  );
  const take = (next: AdminProduct) => {
    setSaved(next);
    setRecord(next.record);
    setSettled(next.record.options);
  };
  const isDirty = JSON.stringify(record) !== JSON.stringify(base);
  return { saved, record, change, changeVariant, settled, setSettled, take, isDirty };
}

/** Saving, what it was refused for, and what somebody else had saved before. */
function useSaving(draft: ReturnType<typeof useDraft>) {
  const queryClient = useQueryClient();
  const [problems, setProblems] = useState(noProblems);
  const [theirs, setTheirs] = useState<AdminProduct>();
  const navigate = useNavigate();
  const id = draft.saved?.id;
  const save = useMutation({
    mutationFn: ({ version }: { version: number }) =>
      id ? replaceProduct(id, version, draft.record) : createProduct(draft.record),
    onSuccess: (product) => {
      draft.take(product);
      setProblems(noProblems);
      setTheirs(undefined);
      queryClient.setQueryData(productQuery(product.id).queryKey, product);
      void queryClient.invalidateQueries({ queryKey: ["admin", "products"] });
      announce(t(id ? "admin.saved" : "admin.created"));
      if (id) return;
      const to = { to: "/admin/products/$productId", params: { productId: product.id } } as const;
      void navigate({ ...to, replace: true, ignoreBlocker: true });
    },
    onError: async (error) => {
      setProblems(problemsIn(error));
      if (!id || !isVersionConflict(error)) return;
      setTheirs(await queryClient.query({ ...productQuery(id), staleTime: 0 }));
    },
  });
  const submit = () => {
    const found = problemsOf(draft.record);
    setProblems(found);
    if (found.length === 0 && !save.isPending) save.mutate({ version: draft.saved?.version ?? 0 });
  };
  return { save, submit, problems, theirs, setTheirs };
}

export function ProductEditor({ product }: { product: AdminProduct | undefined }) {
  const draft = useDraft(product);
  const { save, submit, problems, theirs, setTheirs } = useSaving(draft);
  const { record, saved, isDirty } = draft;
  const section = { record, problems, onChange: draft.change };
  const isNew = !saved;
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    submit();
  };
  return (
    <>
      <PageHead
        title={saved?.record.title ?? t("adminCatalog.newProduct")}
        before={<Link to="/admin/products">{t("adminCatalog.products")}</Link>}
      >
        {saved && <ProductActions product={saved} isDirty={isDirty} onChanged={draft.take} />}
      </PageHead>
      <form className={styles.columns} onSubmit={onSubmit} noValidate>
        {theirs && (
          <VersionConflict
            differences={differencesOf(theirs.record, record).map((leaf) => ({
              field: fieldName(leaf.path),
              theirs: toWords(leaf.before) ?? "–",
              yours: toWords(leaf.after) ?? "–",
            }))}
            busy={save.isPending}
            onTakeTheirs={() => {
              draft.take(theirs);
              setTheirs(undefined);
            }}
            onKeepMine={() => save.mutate({ version: theirs.version })}
          />
        )}
        <ErrorSummary problems={problems} nameOf={pointerName} />
        {save.error && problems.length === 0 && !theirs && <ProblemNotice error={save.error} />}
        <BasicsSection {...section} isNew={isNew} />
        <OptionsSection {...section} settled={draft.settled} onSettle={draft.setSettled} />
        <VariantsSection
          record={record}
          problems={problems}
          onChangeVariant={draft.changeVariant}
          isNew={isNew}
        />
        <ImagesSection {...section} />
        <AttributesSection {...section} />
        <PublishingSection {...section} />
        <SeoSection {...section} />
        <div className={styles.foot}>
          <Button type="submit" look="primary" busy={save.isPending}>
            {t(isNew ? "admin.create" : "common.save")}
          </Button>
          <span className="small soft" role="status">
            {isDirty && t("adminCatalog.unsaved")}
          </span>
        </div>
      </form>
      <UnsavedWarning when={isDirty && !save.isPending} />
    </>
  );
}
