import { TextField } from "@/components/field";

interface NumberFieldProps {
  label: string;
  hint?: string;
  value: number | null;
  error?: string | undefined;
  name?: string;
  min?: number;
  max?: number;
  required?: boolean;
  onChange: (value: number | null) => void;
}

/** A whole number, or nothing. */
export function NumberField({ value, onChange, min = 0, ...rest }: NumberFieldProps) {
  return (
    <TextField
      {...rest}
      type="number"
      inputMode="numeric"
      min={min}
      step={1}
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value ? Number(event.target.value) : null)}
    />
  );
}
