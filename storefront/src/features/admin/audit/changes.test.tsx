import { render } from "@testing-library/react";

import { alsoSpeak } from "@/i18n/activate";

import { Changes, leavesOf } from "./changes";

beforeEach(() => alsoSpeak("admin"));

const entry = {
  id: 1,
  at: "2026-11-26T12:00:00Z",
  actor: "usr_1",
  action: "updated",
  entity: "product",
  entity_id: "prd_1",
};

it("leads to what differs inside a field", () => {
  const before = [{ sku: "A", prices: { EUR: 100 } }];
  const after = [{ sku: "A", prices: { EUR: 120 } }];
  expect(leavesOf({ variants: [before, after], title: ["Mug", "Cup"] })).toEqual([
    { path: ["variants", "A", "prices", "EUR"], before: 100, after: 120 },
    { path: ["title"], before: "Mug", after: "Cup" },
  ]);
});

it("says which value was before and which is after, and not by colour alone", () => {
  const view = render(<Changes entry={{ ...entry, changes: { title: ["Mug", "Cup"] } }} />);
  expect(view.getByText("Mug").textContent).toBe("Before: Mug");
  expect(view.getByText("Cup").textContent).toBe("After: Cup");
});

it("says nothing of what was not there", () => {
  const view = render(<Changes entry={{ ...entry, changes: { slug: [null, "cup"] } }} />);
  expect(view.container.querySelector("del")).toBeNull();
});
