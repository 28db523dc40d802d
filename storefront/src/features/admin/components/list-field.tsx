import { useState } from "react";

import { TextField } from "@/components/field";

interface ListFieldProps {
  label: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
  name?: string;
  hint?: string;
  error?: string | undefined;
  required?: boolean;
}

/** The texts between commas, without space around them, each once. */
export function splitList(text: string): string[] {
  return [...new Set(text.split(",").map((part) => part.trim()))].filter(Boolean);
}

/** Several short texts, typed with commas between them. */
export function ListField({ values, onChange, ...rest }: ListFieldProps) {
  const [text, setText] = useState(values.join(", "));
  const isMine = splitList(text).join("\n") === values.join("\n");
  return (
    <TextField
      {...rest}
      autoComplete="off"
      value={isMine ? text : values.join(", ")}
      onChange={(event) => {
        setText(event.target.value);
        onChange(splitList(event.target.value));
      }}
    />
  );
}
