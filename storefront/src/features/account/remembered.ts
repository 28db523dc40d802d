// Between signing up and confirming, so that nobody types a password twice. It is in memory alone:
// a reload forgets it, and the sign-in page asks.
let known: { email: string; password: string } | undefined;

/** Remember what was typed until the address is confirmed. */
export function remember(email: string, password: string): void {
  known = { email: email.trim(), password };
}

export function forget(): void {
  known = undefined;
}

/** The password that was typed with this address on this page, if it was. */
export function rememberedPassword(email: string): string | undefined {
  return known?.email.toLowerCase() === email.trim().toLowerCase() ? known.password : undefined;
}

/** An address for the fragment of a page's own address, where no server and no log sees it. */
export function asHash(email: string): string {
  return email ? new URLSearchParams({ email: email.trim() }).toString() : "";
}
