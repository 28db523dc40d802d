const key = "mercato.currency";

/** The currency that the visitor chose, or undefined for the shop's own. */
export function chosenCurrency(): string | undefined {
  return localStorage.getItem(key) ?? undefined;
}

/** Remember a currency and show this page's prices in it. */
export function chooseCurrency(currency: string): void {
  localStorage.setItem(key, currency);
  location.reload();
}

/** The query parameter that asks for prices in the chosen currency; empty for the shop's own. */
export function currencyQuery(): { currency?: string } {
  const currency = chosenCurrency();
  return currency ? { currency } : {};
}
