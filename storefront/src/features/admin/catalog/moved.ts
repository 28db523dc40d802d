/** The list with one thing moved by some places; past the ends nothing moves. */
export function moved<Thing>(things: readonly Thing[], index: number, by: number): Thing[] {
  const result = [...things];
  const target = index + by;
  const [thing] = target >= 0 && target < things.length ? result.splice(index, 1) : [];
  if (thing !== undefined) result.splice(target, 0, thing);
  return result;
}
