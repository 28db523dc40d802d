import { createContext, use } from "react";

import type { Me } from "@/features/account/api/me";

/** What a member of staff may be in charge of; Cognito keeps the list. */
export const staffGroups = ["catalog", "orders", "support", "operations"] as const;
export type StaffGroup = (typeof staffGroups)[number];

export const StaffContext = createContext<Me | undefined>(undefined);

/** Whether the member of staff who is signed in is in one of the groups. */
export function useIsIn(...groups: readonly StaffGroup[]): boolean {
  const me = use(StaffContext);
  return groups.some((group) => me?.groups.includes(group));
}
