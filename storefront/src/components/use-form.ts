import {
  type ChangeEvent,
  type FocusEvent,
  type FormEvent,
  useEffect,
  useRef,
  useState,
} from "react";

import { type FieldProblem, ProblemError } from "@/api/problem";
import { isMessageId, t } from "@/i18n/t";

/** What is wrong with each field, by its name, in words. */
export type FieldErrors<Values> = Partial<Record<keyof Values & string, string | undefined>>;

interface FormOptions<Values> {
  initial: Values;
  /** What the visitor has to correct before anything is sent; `{}` when nothing. */
  validate?: (values: Values) => FieldErrors<Values>;
  /** Send it. What it throws is shown: at the fields that a `ProblemError` points at, else as `problem`. */
  submit: (values: Values) => Promise<void> | void;
  /** The field that a JSON pointer of the server means; by itself `/email` means `email`. */
  fieldOf?: (pointer: string) => (keyof Values & string) | undefined;
  /** What an earlier request was refused for, when the form is opened again to correct it. */
  refusals?: readonly FieldProblem[];
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/**
 * The state of a form. A field is judged when it is left, or when the form is sent; then the first
 * wrong one gets the focus. Give the form `noValidate`, so that the browser does not say it again.
 *
 *     const form = useForm({ initial: { email: "" }, validate, submit });
 *     <form noValidate onSubmit={form.onSubmit}>
 *       <TextField label={t("…")} type="email" required {...form.field("email")} />
 *       {form.problem && <ProblemNotice error={form.problem} />}
 *       <Button type="submit" busy={form.isBusy}>…</Button>
 */
export function useForm<Values extends object>({
  initial,
  validate = () => ({}),
  submit,
  fieldOf = (pointer) => nameIn(pointer, initial),
  refusals = [],
}: FormOptions<Values>) {
  type Name = keyof Values & string;
  const [values, setValues] = useState(initial);
  const [judged, setJudged] = useState<ReadonlySet<string>>(new Set());
  const [refused, setRefused] = useState(() => byField<Values>(refusals, fieldOf));
  const [problem, setProblem] = useState<unknown>();
  const [isBusy, setIsBusy] = useState(false);
  const [failures, setFailures] = useState(refusals.length);
  const element = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (!failures) return;
    const place = element.current ?? document;
    place.querySelector<Control>('[aria-invalid="true"]')?.focus();
  }, [failures]);

  const own = validate(values);
  const errorOf = (name: Name) => refused[name] ?? (judged.has(name) ? own[name] : undefined);

  const set = <N extends Name>(name: N, value: Values[N]) => {
    setValues((known) => ({ ...known, [name]: value }));
    setRefused((known) => ({ ...known, [name]: undefined }));
  };

  const judge = (names: readonly string[]) => setJudged((known) => new Set([...known, ...names]));

  const takeProblem = (error: unknown) => {
    const atFields = byField<Values>(error instanceof ProblemError ? error.errors : [], fieldOf);
    setRefused(atFields);
    setProblem(Object.keys(atFields).length ? undefined : error);
    setFailures((count) => count + 1);
  };

  const send = async () => {
    judge(Object.keys(values));
    setProblem(undefined);
    setRefused({});
    if (Object.values(own).some(Boolean)) {
      setFailures((count) => count + 1);
      return;
    }
    setIsBusy(true);
    try {
      await submit(values);
    } catch (error) {
      takeProblem(error);
    } finally {
      setIsBusy(false);
    }
  };

  return {
    values,
    set,
    setAll: setValues,
    errorOf,
    problem,
    isBusy,
    /** Forget what was typed, and begin again from these values. */
    reset: (next: Values = initial) => {
      setValues(next);
      setJudged(new Set());
      setRefused({});
      setProblem(undefined);
    },
    /** For a `TextField`, `SelectField` or `TextareaField` of a text. */
    field: (name: Name) => ({
      name,
      value: values[name] as string,
      error: errorOf(name),
      onChange: ({ target }: ChangeEvent<Control>) => set(name, target.value as Values[Name]),
      // Passing by an empty field is not a mistake yet; and a message that moved the button away from
      // under the pointer would swallow the click, which judges everything anyway.
      onBlur: ({ relatedTarget }: FocusEvent<Control>) =>
        values[name] !== "" && !isSubmit(relatedTarget) && judge([name]),
    }),
    /** For a `ChoiceField` that is ticked or not. */
    box: (name: Name) => ({
      name,
      checked: values[name] as boolean,
      onChange: ({ target }: ChangeEvent<HTMLInputElement>) =>
        set(name, target.checked as Values[Name]),
    }),
    onSubmit: (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault();
      element.current = event.currentTarget;
      if (!isBusy) void send();
    },
  };
}

function isSubmit(target: EventTarget | null): boolean {
  return target instanceof HTMLButtonElement && target.type === "submit";
}

function nameIn<Values extends object>(pointer: string, values: Values) {
  const name = pointer.slice(1);
  return name in values ? (name as keyof Values & string) : undefined;
}

/** The server's refusals by field; one that points at no field of the form is not among them. */
function byField<Values extends object>(
  problems: readonly FieldProblem[],
  fieldOf: (pointer: string) => (keyof Values & string) | undefined,
): FieldErrors<Values> {
  const found: FieldErrors<Values> = {};
  for (const problem of problems) {
    const name = fieldOf(problem.pointer);
    if (name) found[name] = explainField(problem);
  }
  return found;
}

/** Our words for what the server found wrong with a field, else the server's. */
export function explainField({ code, detail }: FieldProblem): string {
  const id = `problem.field.${code}`;
  return isMessageId(id) ? t(id) : detail;
}
