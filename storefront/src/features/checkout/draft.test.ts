import { noAddress } from "./address";
import {
  type Draft,
  type DraftAction,
  emptyDraft,
  forgetDraft,
  loadDraft,
  openStep,
  reduceDraft,
  saveDraft,
} from "./draft";

const after = (actions: DraftAction[], draft: Draft = emptyDraft) =>
  actions.reduce(reduceDraft, draft);
const open = (draft: Draft) => openStep(draft, (step) => draft.done.includes(step));

const told: DraftAction[] = [
  { type: "finished", step: "contact", told: { email: "ada@example.org" } },
  { type: "finished", step: "address", told: { shipTo: { ...noAddress, country: "DE" } } },
  { type: "finished", step: "shipping", told: { shippingMethod: "standard" } },
];

it("goes from step to step, and then to the review", () => {
  const opened = told.map((_, index) => open(after(told.slice(0, index))));
  expect(opened).toEqual(["contact", "address", "shipping"]);
  expect(open(after(told))).toBe("review");
});

it("opens one step again without forgetting the others", () => {
  const edited = after([...told, { type: "edited", step: "contact" }]);
  expect(open(edited)).toBe("contact");
  const done = after(
    [{ type: "finished", step: "contact", told: { email: "b@example.org" } }],
    edited,
  );
  expect(open(done)).toBe("review");
  expect(done.email).toBe("b@example.org");
  expect(done.shipTo.country).toBe("DE");
});

it.each([
  ["/email", "contact"],
  ["/shipping_address/postal_code", "address"],
  ["/billing_address/city", "address"],
  ["/locale", "review"],
])("leads to the step in which %s is told", (pointer, step) => {
  const errors = [{ pointer, code: "required", detail: "" }];
  expect(open(after([...told, { type: "refused", errors }]))).toBe(step);
});

it("forgets what was refused once it was corrected", () => {
  const errors = [{ pointer: "/email", code: "invalid-value", detail: "" }];
  const refused = after([...told, { type: "refused", errors }]);
  expect(refused.refusals).toEqual(errors);
  const corrected = after([{ type: "finished", step: "contact", told: {} }], refused);
  expect(corrected.refusals).toEqual([]);
});

it("survives a reload, half typed as it is, and ends with the order", () => {
  const typed = after([{ type: "typed", told: { email: "ad" } }]);
  saveDraft(typed);
  expect(loadDraft()).toEqual(typed);
  forgetDraft();
  expect(loadDraft()).toEqual(emptyDraft);
});
