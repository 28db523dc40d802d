import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";

import { alsoSpeak } from "@/i18n/activate";

import { RefundForm } from "./refund-form";
import { paidOrder } from "./sample-order";

beforeEach(() => alsoSpeak("admin"));

function show(order = paidOrder()) {
  const onAct = vi.fn();
  render(<RefundForm order={order} onAct={onAct} onClose={vi.fn()} busy={false} error={null} />);
  return { onAct, user: userEvent.setup() };
}

const bowls = () => screen.getByRole("spinbutton", { name: "Units (of 3): Fruit bowl" });
const reason = () => screen.getByRole("textbox", { name: "Reason" });
const submit = () => screen.getByRole("button", { name: /Refund/ });

it("asks for the units, the shipping and the amount that were chosen, and says what they are worth", async () => {
  const { onAct, user } = show();
  await user.type(bowls(), "1");
  await user.type(screen.getByRole("textbox", { name: /^Shipping/ }), "4.90");
  await user.type(screen.getByRole("textbox", { name: /^Plain amount/ }), "0,50");
  await user.type(reason(), " chipped ");
  expect(screen.getByText("Together: €38.73")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Refund €38.73" }));
  expect(onAct).toHaveBeenCalledExactlyOnceWith({
    kind: "refund",
    body: {
      lines: [{ line_id: "bowls", quantity: 1, withdraw: true }],
      shipping: 490,
      amount: 50,
      reason: "chipped",
    },
  });
});

it("refuses more units than are left, at their field, which gets the focus", async () => {
  const { onAct, user } = show();
  await user.type(reason(), "chipped");
  await user.type(bowls(), "4");
  await user.click(submit());
  expect(bowls()).toHaveAccessibleDescription("There are 3 at most.");
  await vi.waitFor(() => expect(bowls()).toHaveFocus());
  expect(onAct).not.toHaveBeenCalled();
});

it("refuses a sum above what is left of the payment", async () => {
  const { onAct, user } = show(paidOrder({ refundable: 100 }));
  await user.type(reason(), "chipped");
  await user.type(bowls(), "1");
  await user.click(submit());
  expect(screen.getByRole("alert")).toHaveTextContent(
    "That is more than the €1.00 that can still be refunded.",
  );
  expect(onAct).not.toHaveBeenCalled();
});

it("refuses what is no amount, and a refund without a reason", async () => {
  const { onAct, user } = show();
  await user.type(screen.getByRole("textbox", { name: /^Plain amount/ }), "five");
  await user.click(submit());
  expect(screen.getByRole("textbox", { name: /^Plain amount/ })).toBeInvalid();
  expect(reason()).toHaveAccessibleDescription(/Say why, in a few words\./);
  expect(onAct).not.toHaveBeenCalled();
});

it("does not ask twice while the first is under way", async () => {
  const onAct = vi.fn();
  render(<RefundForm order={paidOrder()} onAct={onAct} onClose={vi.fn()} busy error={null} />);
  const user = userEvent.setup();
  await user.type(bowls(), "1");
  await user.type(reason(), "chipped");
  await user.keyboard("{Tab}");
  await user.click(submit());
  expect(onAct).not.toHaveBeenCalled();
});
