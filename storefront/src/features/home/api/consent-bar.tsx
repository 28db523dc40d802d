/** Asks once whether the visit may be counted. */
export function ConsentBar() {
  return null;
}
