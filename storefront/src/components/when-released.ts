let isPressed = false;

window.addEventListener("pointerdown", () => (isPressed = true), true);
for (const end of ["pointerup", "pointercancel"])
  window.addEventListener(end, () => (isPressed = false), true);

/**
 * Do something now, or once the pointer that is down is up and its click is over. What moves things
 * between the press of a button and its release takes the button away from under the pointer, and
 * the click is lost.
 */
export function whenReleased(work: () => void): void {
  if (!isPressed) return work();
  const release = () => {
    window.removeEventListener("pointerup", release);
    window.removeEventListener("pointercancel", release);
    setTimeout(work);
  };
  window.addEventListener("pointerup", release);
  window.addEventListener("pointercancel", release);
}
