import type { components } from "@/api/client";

/** One change; of each field that differs the value before and the one after. */
export type AuditEntry = Omit<components["schemas"]["AuditEntry"], "changes"> & {
  changes: Readonly<Record<string, readonly unknown[]>>;
};
