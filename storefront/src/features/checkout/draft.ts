import type { FieldProblem } from "@/api/problem";

import { type Address, noAddress } from "./address";

export const steps = ["contact", "address", "shipping"] as const;
export type StepName = (typeof steps)[number];

/** What the customer has told so far. It survives a reload, and ends with the order or the tab. */
export interface Draft {
  email: string;
  shipTo: Address;
  /** Null when the bill goes where the goods go. */
  billTo: Address | null;
  shippingMethod: string | null;
  done: readonly StepName[];
  /** A step that was done and is open again. */
  editing: StepName | null;
  /** What the server refused, for the step that is open to correct it. */
  refusals: readonly FieldProblem[];
}

export const emptyDraft: Draft = {
  email: "",
  shipTo: noAddress,
  billTo: null,
  shippingMethod: null,
  done: [],
  editing: null,
  refusals: [],
};

type Told = Partial<Pick<Draft, "email" | "shipTo" | "billTo" | "shippingMethod">>;

export type DraftAction =
  | { type: "typed"; told: Told }
  | { type: "finished"; step: StepName; told: Told }
  | { type: "edited"; step: StepName }
  | { type: "refused"; errors: readonly FieldProblem[] };

export function reduceDraft(draft: Draft, action: DraftAction): Draft {
  switch (action.type) {
    case "typed":
      return { ...draft, ...action.told };
    case "finished": {
      const done = [...new Set([...draft.done, action.step])];
      return { ...draft, ...action.told, done, editing: null, refusals: [] };
    }
    case "edited":
      return { ...draft, editing: action.step, refusals: [] };
    case "refused":
      return { ...draft, editing: stepOf(action.errors), refusals: action.errors };
  }
}

/** The step in which what the server points at is asked for. */
function stepOf(errors: readonly FieldProblem[]): StepName | null {
  const pointer = errors[0]?.pointer ?? "";
  if (pointer.startsWith("/email")) return "contact";
  return /^\/(shipping|billing)_address/.test(pointer) ? "address" : null;
}

/** The one step that is open: one being edited, else the first that is not done, else the review. */
export function openStep(draft: Draft, isDone: (step: StepName) => boolean): StepName | "review" {
  return draft.editing ?? steps.find((step) => !isDone(step)) ?? "review";
}

const key = "mercato.checkout";

export function loadDraft(): Draft {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "{}") as Partial<Draft>;
    return { ...emptyDraft, ...kept };
  } catch {
    return emptyDraft;
  }
}

export function saveDraft(draft: Draft): void {
  sessionStorage.setItem(key, JSON.stringify(draft));
}

/** What was told is in the order now. */
export function forgetDraft(): void {
  sessionStorage.removeItem(key);
}
