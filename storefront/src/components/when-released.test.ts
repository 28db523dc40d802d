import { whenReleased } from "./when-released";

const press = () => window.dispatchEvent(new Event("pointerdown"));

it("does at once what nobody's press can lose a click to", () => {
  const work = vi.fn();
  whenReleased(work);
  expect(work).toHaveBeenCalledTimes(1);
});

it.each(["pointerup", "pointercancel"])("waits for the end of a press (%s)", async (end) => {
  const work = vi.fn();
  press();
  whenReleased(work);
  expect(work).not.toHaveBeenCalled();
  window.dispatchEvent(new Event(end));
  await vi.waitFor(() => expect(work).toHaveBeenCalledTimes(1));
});
