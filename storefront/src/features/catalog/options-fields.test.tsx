import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";

import type { PickableOption } from "./option-picker";
import { OptionsFields } from "./options-fields";

const size: PickableOption = {
  name: "Size",
  values: [
    { value: "S", state: "available", chosen: true, imageUrl: undefined },
    { value: "M", state: "sold-out", chosen: false, imageUrl: undefined },
    { value: "L", state: "elsewhere", chosen: false, imageUrl: undefined },
  ],
};

it("says in words what is not to be had as chosen, and which value is", () => {
  render(<OptionsFields options={[size]} onPick={() => undefined} />);
  expect(screen.getByRole("group", { name: "Size S" })).toBeVisible();
  expect(screen.getByRole("radio", { name: "S" })).toBeChecked();
  expect(screen.getByRole("radio", { name: "M , Sold out" })).not.toBeChecked();
  expect(screen.getByRole("radio", { name: "L , not in this combination" })).not.toBeChecked();
});

it("lets what is sold out, or made otherwise, be picked all the same", async () => {
  const onPick = vi.fn();
  render(<OptionsFields options={[size]} onPick={onPick} />);
  await userEvent.click(screen.getByRole("radio", { name: /^M/ }));
  await userEvent.click(screen.getByRole("radio", { name: /^L/ }));
  expect(onPick.mock.calls).toEqual([
    ["Size", "M"],
    ["Size", "L"],
  ]);
});
