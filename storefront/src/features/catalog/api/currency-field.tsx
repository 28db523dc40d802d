/** Chooses the currency of all prices. */
export function CurrencyField() {
  return null;
}
