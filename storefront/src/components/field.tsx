import {
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from "react";

import { t } from "@/i18n/t";

import styles from "./field.module.css";

interface About {
  label: string;
  hint?: ReactNode;
  /** What is wrong with the value, and what to do; undefined when nothing is. */
  error?: string | undefined;
}

interface Described {
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  id: string;
}

/** A label, its control, a hint and an error, tied together for those who do not see them. */
function Field(props: About & { optional: boolean; children: (control: Described) => ReactNode }) {
  const id = useId();
  const describedBy = [props.hint && `${id}-hint`, props.error && `${id}-error`]
    .filter(Boolean)
    .join(" ");
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {props.label}
        {props.optional && <span className={styles.optional}> ({t("common.optional")})</span>}
      </label>
      {props.children({
        id,
        "aria-describedby": describedBy || undefined,
        "aria-invalid": props.error ? true : undefined,
      })}
      {props.hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {props.hint}
        </p>
      )}
      {props.error && (
        <p id={`${id}-error`} className={styles.error}>
          {props.error}
        </p>
      )}
    </div>
  );
}

type InputProps = InputHTMLAttributes<HTMLInputElement> &
  About & {
    /** A filter's field: that it may be left empty goes without saying. */
    unmarked?: boolean;
    ref?: Ref<HTMLInputElement>;
  };

/** One line of text. A field that is not `required` says that it is optional. */
export function TextField({ label, hint, error, unmarked = false, ...input }: InputProps) {
  const optional = !unmarked && !input.required && !input.readOnly;
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(described) => <input {...input} {...described} className={styles.control} />}
    </Field>
  );
}

type SelectProps = SelectHTMLAttributes<HTMLSelectElement> &
  About & { ref?: Ref<HTMLSelectElement> };

export function SelectField({ label, hint, error, children, ...select }: SelectProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={false}>
      {(described) => (
        <select {...select} {...described} className={styles.control}>
          {children}
        </select>
      )}
    </Field>
  );
}

type TextareaProps = TextareaHTMLAttributes<HTMLTextAreaElement> &
  About & { ref?: Ref<HTMLTextAreaElement> };

export function TextareaField({ label, hint, error, ...textarea }: TextareaProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={!textarea.required}>
      {(described) => <textarea {...textarea} {...described} className={styles.control} />}
    </Field>
  );
}

type ChoiceProps = InputHTMLAttributes<HTMLInputElement> & {
  type: "checkbox" | "radio";
  label: ReactNode;
  hint?: ReactNode;
  ref?: Ref<HTMLInputElement>;
};

/** A box to tick, or one of several to choose (give them the same `name`, inside a `fieldset`). */
export function ChoiceField({ label, hint, ...input }: ChoiceProps) {
  const id = useId();
  return (
    <div className={styles.choice}>
      <input {...input} id={id} aria-describedby={hint ? `${id}-hint` : undefined} />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint && (
          <div id={`${id}-hint`} className={styles.hint}>
            {hint}
          </div>
        )}
      </div>
    </div>
  );
}
