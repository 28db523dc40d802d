import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";

import { ProblemError } from "@/api/problem";

import { TextField } from "./field";
import { useForm } from "./use-form";

interface Values {
  email: string;
  city: string;
}

function Form({ submit }: { submit: (values: Values) => Promise<void> }) {
  const form = useForm<Values>({
    initial: { email: "", city: "" },
    validate: ({ email }) => (email.includes("@") ? {} : { email: "No address" }),
    submit,
  });
  return (
    <form noValidate onSubmit={form.onSubmit}>
      <TextField label="City" required {...form.field("city")} />
      <TextField label="Email" required {...form.field("email")} />
      {form.problem !== undefined && <p>failed</p>}
      <button type="submit">Send</button>
    </form>
  );
}

function refusal(errors: { pointer: string; code: string; detail: string }[]) {
  return new ProblemError({ code: "invalid", status: 422, title: "", detail: "", errors });
}

const email = () => screen.getByLabelText("Email");
const send = () => userEvent.click(screen.getByRole("button", { name: "Send" }));

it("judges a field when it is left, not while it is typed or passed by", async () => {
  render(<Form submit={() => Promise.resolve()} />);
  await userEvent.click(email());
  await userEvent.tab();
  expect(email()).not.toHaveAccessibleDescription();
  await userEvent.type(email(), "ada");
  expect(email()).not.toHaveAccessibleDescription();
  await userEvent.tab({ shift: true });
  expect(email()).toHaveAccessibleDescription("No address");
  await userEvent.type(email(), "@example.org");
  expect(email()).not.toHaveAccessibleDescription();
});

it("sends nothing while a field is wrong, and leads to it", async () => {
  const submit = vi.fn(() => Promise.resolve());
  render(<Form submit={submit} />);
  await send();
  expect(submit).not.toHaveBeenCalled();
  expect(email()).toHaveFocus();
});

it("shows the server's refusal at the field that it points at", async () => {
  const error = refusal([{ pointer: "/city", code: "required", detail: "city is required" }]);
  render(<Form submit={() => Promise.reject(error)} />);
  await userEvent.type(email(), "ada@example.org");
  await send();
  expect(screen.getByLabelText("City")).toHaveAccessibleDescription("Please fill this in.");
  expect(screen.getByLabelText("City")).toHaveFocus();
  expect(screen.queryByText("failed")).not.toBeInTheDocument();
});

it("shows a failure that is about no field as a whole", async () => {
  render(<Form submit={() => Promise.reject(refusal([]))} />);
  await userEvent.type(email(), "ada@example.org");
  await send();
  expect(await screen.findByText("failed")).toBeInTheDocument();
});

it("is sent once, however often it is clicked meanwhile", async () => {
  const submit = vi.fn(() => new Promise<void>(() => undefined));
  render(<Form submit={submit} />);
  await userEvent.type(email(), "ada@example.org");
  await send();
  await send();
  expect(submit).toHaveBeenCalledTimes(1);
  expect(submit).toHaveBeenCalledWith({ email: "ada@example.org", city: "" });
});

it("does not judge the field that was left for the button before the form is sent", async () => {
  render(<Form submit={() => Promise.resolve()} />);
  await userEvent.type(email(), "ada");
  screen.getByRole("button", { name: "Send" }).focus();
  expect(email()).not.toHaveAccessibleDescription();
});
