import { act, fireEvent, render, screen } from "@testing-library/react";

import { ResendButton } from "./code-field";
import { NewPasswordField, PasswordField } from "./password-field";

const nothing = () => undefined;

it("shows a password to whoever asks, and keeps what password managers look for", () => {
  render(
    <PasswordField
      label="Password"
      autoComplete="current-password"
      value="secret"
      onChange={nothing}
    />,
  );
  const input = screen.getByLabelText("Password");
  expect(input).toHaveAttribute("type", "password");
  expect(input).toHaveAttribute("autocomplete", "current-password");
  fireEvent.click(screen.getByRole("button", { name: "Show password" }));
  expect(input).toHaveAttribute("type", "text");
  fireEvent.click(screen.getByRole("button", { name: "Hide password" }));
  expect(input).toHaveAttribute("type", "password");
});

it("says what a password needs before it is typed, and when it is enough", () => {
  const { rerender } = render(<NewPasswordField label="Password" value="" onChange={nothing} />);
  const input = screen.getByLabelText("Password");
  expect(input).toHaveAttribute("autocomplete", "new-password");
  expect(input).toHaveAccessibleDescription(/^10 characters or more/);
  rerender(<NewPasswordField label="Password" value="ten chars!" onChange={nothing} />);
  expect(input).toHaveAccessibleDescription("Long enough: 10 characters or more.");
});

describe("another code", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("can be asked for half a minute after the last one", async () => {
    const resend = vi.fn(() => Promise.resolve());
    render(<ResendButton resend={resend} />);
    const button = screen.getByRole("button");
    expect(button).toBeDisabled();
    act(() => void vi.advanceTimersByTime(29_000));
    expect(button).toBeDisabled();
    act(() => void vi.advanceTimersByTime(1_000));
    await act(async () => {
      fireEvent.click(button);
      await Promise.resolve();
    });
    expect(resend).toHaveBeenCalledTimes(1);
    expect(button).toBeDisabled();
  });
});
