import { forgetKey, keyFor } from "./attempt-keys";

it("keeps the key of an act until it was done", () => {
  const first = keyFor("refund 100");
  expect(keyFor("refund 100")).toBe(first);
  expect(keyFor("refund 200")).not.toBe(first);
  forgetKey("refund 100");
  expect(keyFor("refund 100")).not.toBe(first);
});
