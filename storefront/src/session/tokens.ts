import { becomeCustomer, becomeGuest, becomeStranger, currentStanding, guestToken } from "./store";

interface AccessToken {
  value: string;
  expiresAt: number;
}

// In memory alone: a script that gets into the page finds no token that outlives it. The refresh
// token is in a cookie that no script can read.
let access: AccessToken | undefined;
let renewing: Promise<boolean> | undefined;
let opening: Promise<string> | undefined;

const earlySeconds = 30;

/** Take the tokens of a sign-in. */
export function takeAccessToken(value: string, expiresInSeconds: number): void {
  access = { value, expiresAt: Date.now() + (expiresInSeconds - earlySeconds) * 1000 };
  becomeCustomer();
}

/** Drop the customer's token; the cookie is the server's to take back. */
export function forgetAccessToken(): void {
  access = undefined;
  becomeStranger();
}

/** What to send as bearer token: the customer's, the guest's, or nothing for a stranger. */
export async function bearer(): Promise<string | undefined> {
  const standing = currentStanding();
  if (standing === "stranger" || standing === "guest") return guestToken();
  if (!access || access.expiresAt < Date.now()) await renew();
  return access?.value ?? guestToken();
}

/** Get a fresh access token for the cookie; false when the session has ended. One call at a time. */
export function renew(): Promise<boolean> {
  const standing = currentStanding();
  if (standing === "stranger" || standing === "guest") return Promise.resolve(false);
  renewing ??= alone(refresh).finally(() => (renewing = undefined));
  return renewing;
}

/** The lock keeps two tabs from spending the same refresh token at the same time. */
async function alone(work: () => Promise<boolean>): Promise<boolean> {
  return await navigator.locks.request("mercato.refresh", work);
}

async function refresh(): Promise<boolean> {
  const response = await fetch("/api/auth/refresh", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  }).catch(() => undefined);
  if (response?.ok) {
    const tokens = (await response.json()) as { access_token: string; expires_in: number };
    takeAccessToken(tokens.access_token, tokens.expires_in);
    return true;
  }
  // Only a refusal ends the session; being offline or a failing server does not sign anybody out.
  if (response && response.status < 500 && response.status !== 429) forgetAccessToken();
  return false;
}

/** Make the visitor somebody, if they are nobody yet: a cart needs an owner. */
export async function ensureIdentity(): Promise<void> {
  if (await bearer()) return;
  opening ??= startGuestSession().finally(() => (opening = undefined));
  becomeGuest(await opening);
}

async function startGuestSession(): Promise<string> {
  const response = await fetch("/core/v1/sessions", { method: "POST" });
  if (!response.ok) throw new Error("No guest session could be started.");
  return ((await response.json()) as { token: string }).token;
}
