import { language } from "@/i18n/t";

const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** A duration in its largest unit, as people say it: `4 min`, `2 hr`. */
export function formatAge(seconds: number): string {
  const [unit, size] = units.find(([, each]) => seconds >= each) ?? (["second", 1] as const);
  return new Intl.NumberFormat(language(), { style: "unit", unit, unitDisplay: "short" }).format(
    Math.floor(seconds / size),
  );
}
