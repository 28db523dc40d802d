/** What the lookup gives: a token that opens one order for half an hour. */
interface OrderPass {
  token: string;
  expiresAt: string;
}

const key = (orderId: string) => `mercato.order-pass.${orderId}`;

/** Keep a pass for as long as this tab lives. */
export function keepPass(orderId: string, pass: OrderPass): void {
  sessionStorage.setItem(key(orderId), JSON.stringify(pass));
}

export function dropPass(orderId: string): void {
  sessionStorage.removeItem(key(orderId));
}

/** The token that opens this order, for whoever looked it up on this tab. */
export function orderPass(orderId: string): string | undefined {
  const kept = sessionStorage.getItem(key(orderId));
  if (kept === null) return undefined;
  const { token, expiresAt } = JSON.parse(kept) as OrderPass;
  if (Date.parse(expiresAt) > Date.now()) return token;
  dropPass(orderId);
  return undefined;
}

/** The headers for a call about this order: those of the pass, or none, for who the visitor is. */
export function orderHeaders(orderId: string): { authorization?: string } {
  const token = orderPass(orderId);
  return token ? { authorization: `Bearer ${token}` } : {};
}
