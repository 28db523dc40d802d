import { type ChangeEvent, type ReactNode, type SyntheticEvent, useState } from "react";

import type { FieldProblem } from "@/api/problem";
import { ProblemError } from "@/api/problem";
import { Button } from "@/components/button";
import { ProblemNotice } from "@/components/notice";
import { t } from "@/i18n/t";

import { ConfirmDialog } from "./confirm-dialog";
import { differencesOf, toWords } from "./differences";
import styles from "./document-form.module.css";
import { errorAt, ErrorSummary } from "./error-summary";
import { UnsavedWarning } from "./unsaved-warning";
import { VersionConflict } from "./version-conflict";
import { type Stored, type useStored } from "./versioned-documents";

/** What is being typed, and how its fields change it. */
export interface DraftForm<Data> {
  draft: Data;
  change: (patch: Partial<Data>) => void;
  problems: readonly FieldProblem[];
  /** What a `TextField` needs to show and change one of the draft's texts as it is typed. */
  text: <Name extends TextNames<Data>>(name: Name) => BoundText<Data[Name]>;
}

type TextNames<Data> = {
  [Name in keyof Data]-?: Data[Name] extends string ? Name : never;
}[keyof Data] &
  string;

interface BoundText<Text> {
  name: string;
  value: Text;
  error: string | undefined;
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

interface DocumentFormProps<Data> {
  stored: Stored<Data> | undefined;
  initial: Data;
  storing: ReturnType<typeof useStored<Data>>;
  /** What keeps the draft from being saved, as far as this can be seen before asking. */
  check: (draft: Data) => FieldProblem[];
  /** What a field is called, for the list of problems and of conflicts. */
  nameOf: (path: readonly string[]) => string;
  /** What deleting it means, in a sentence; without it there is no deleting. */
  deleteText?: string;
  deleteTitle?: string;
  onClose: () => void;
  children: (form: DraftForm<Data>) => ReactNode;
}

const noProblems: readonly FieldProblem[] = [];

function refusals(error: unknown): readonly FieldProblem[] {
  return error instanceof ProblemError ? error.errors : noProblems;
}

/** A form for one thing with a version: checks, saves, resolves conflicts, and asks before deleting. */
export function DocumentForm<Data>(props: DocumentFormProps<Data>) {
  const { stored, initial, storing, nameOf } = props;
  const { save, theirs } = storing;
  // The list may be read again behind the form: the draft stays one of the version it began with.
  const [base, setBase] = useState({ data: initial, version: stored?.version ?? 0 });
  const [draft, setDraft] = useState(initial);
  const [found, setFound] = useState(noProblems);
  const problems = found.length > 0 ? found : refusals(save.error);
  const isDirty = JSON.stringify(draft) !== JSON.stringify(base.data);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const wrong = props.check(draft);
    setFound(wrong);
    if (wrong.length === 0 && !save.isPending) {
      save.mutate({ data: draft, version: base.version });
    }
  };
  const change = (patch: Partial<Data>) => setDraft((before) => ({ ...before, ...patch }));
  const text = <Name extends TextNames<Data>>(name: Name) => ({
    name: `/${name}`,
    value: draft[name],
    error: errorAt(problems, `/${name}`),
    onChange: (event: ChangeEvent<HTMLInputElement>) =>
      change({ [name]: event.target.value } as Partial<Data>),
  });
  const pointerName = (pointer: string) => nameOf(pointer.split("/").filter(Boolean));
  return (
    <>
      <form className={styles.form} onSubmit={submit} noValidate>
        {theirs && (
          <VersionConflict
            differences={differencesOf(theirs.data, draft).map((leaf) => ({
              field: nameOf(leaf.path),
              theirs: toWords(leaf.before) ?? "–",
              yours: toWords(leaf.after) ?? "–",
            }))}
            busy={save.isPending}
            onTakeTheirs={() => {
              setBase(theirs);
              setDraft(theirs.data);
              save.reset();
              storing.setTheirs(undefined);
            }}
            onKeepMine={() => save.mutate({ data: draft, version: theirs.version })}
          />
        )}
        <ErrorSummary problems={problems} nameOf={pointerName} />
        {save.isError && problems.length === 0 && !theirs && <ProblemNotice error={save.error} />}
        {props.children({ draft, problems, change, text })}
        <div className={styles.foot}>
          <Button type="submit" look="primary" busy={save.isPending}>
            {t(stored ? "common.save" : "admin.create")}
          </Button>
          <Button look="quiet" onClick={props.onClose}>
            {t("common.cancel")}
          </Button>
        </div>
      </form>
      {stored && props.deleteText && (
        <Delete
          title={props.deleteTitle ?? t("admin.delete")}
          text={props.deleteText}
          remove={storing.remove}
        />
      )}
      <UnsavedWarning when={isDirty && !save.isPending && !storing.remove.isPending} />
    </>
  );
}

function Delete({
  title,
  text,
  remove,
}: {
  title: string;
  text: string;
  remove: ReturnType<typeof useStored<unknown>>["remove"];
}) {
  const [asked, setAsked] = useState(false);
  return (
    <div className={styles.danger}>
      <Button look="danger" onClick={() => setAsked(true)}>
        {t("admin.delete")}
      </Button>
      <ConfirmDialog
        title={title}
        action={t("admin.delete")}
        open={asked}
        onClose={() => setAsked(false)}
        onConfirm={() => remove.mutate()}
        busy={remove.isPending}
        error={remove.error}
        danger
      >
        {text}
      </ConfirmDialog>
    </div>
  );
}
