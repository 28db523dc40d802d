import { noConnection, ProblemError, toProblem } from "@/api/problem";

import {
  becomeCustomer,
  becomeGuest,
  becomeStranger,
  currentStanding,
  guestToken,
  leftBehind,
  wasSignedIn,
} from "./store";

interface AccessToken {
  value: string;
  expiresAt: number;
}

/**
 * What came of asking for a fresh token. `unanswered`: the server was not reached or failed, which
 * signs nobody out.
 */
export type Renewal = "renewed" | "ended" | "unanswered";

// In memory alone: a script that gets into the page finds no token that outlives it. The refresh
// token is in a cookie that no script can read.
let access: AccessToken | undefined;
let renewing: Promise<Renewal> | undefined;
let opening: Promise<void> | undefined;
/** Grows with each sign-in and sign-out, so that a late answer about the person before is dropped. */
let epoch = 0;

const earlySeconds = 30;

/** Take the tokens of a sign-in. */
export function takeAccessToken(value: string, expiresInSeconds: number): void {
  epoch += 1;
  keep(value, expiresInSeconds);
}

/** Drop the customer's token; the cookie is the server's to take back. */
export function forgetAccessToken(): void {
  epoch += 1;
  access = undefined;
  becomeStranger();
}

/**
 * What to send as bearer token: the customer's, the guest's, or nothing for a stranger.
 *
 * @throws ProblemError when a customer's token ran out and none can be had right now.
 */
export async function bearer(): Promise<string | undefined> {
  if (!isCustomer()) return guestToken();
  if (access && access.expiresAt > Date.now()) return access.value;
  if ((await renew()) === "unanswered") throw unanswered();
  return isCustomer() ? access?.value : guestToken();
}

/**
 * Get a fresh access token for the cookie. One call at a time.
 *
 * @param refused - the token that was refused: if another call has renewed it since, that will do.
 */
export function renew(refused?: string): Promise<Renewal> {
  if (!isCustomer()) return Promise.resolve("ended");
  if (refused && access && access.value !== refused) return Promise.resolve("renewed");
  renewing ??= alone("refresh", refresh).finally(() => (renewing = undefined));
  return renewing;
}

/**
 * End this session, or those of all devices, at the server. `forgetAccessToken()` is then to be
 * called, once the page shows nothing that needs a customer.
 *
 * @throws ProblemError when the server did not take the cookie back; one is still signed in then.
 */
export async function endSession(everywhere: boolean): Promise<void> {
  const token = await bearer();
  // A refresh that is under way would bring the cookie back.
  await alone("refresh", async () => {
    const response = await post("/api/auth/sign-out", { everywhere }, token);
    if (!response.ok && response.status !== 401) throw await problemOf(response);
  });
}

/** Make the visitor somebody, if they are nobody yet: a cart needs an owner. */
export async function ensureIdentity(): Promise<void> {
  if (await bearer()) return;
  opening ??= alone("guest", openGuestSession).finally(() => (opening = undefined));
  await opening;
}

/** Forget a guest's token that the server refused. */
export function forgetGuest(refused: string): void {
  if (!isCustomer() && guestToken() === refused) becomeStranger();
}

function isCustomer(): boolean {
  const standing = currentStanding();
  return standing === "customer" || standing === "unknown";
}

function keep(value: string, expiresInSeconds: number): void {
  access = { value, expiresAt: Date.now() + (expiresInSeconds - earlySeconds) * 1000 };
  becomeCustomer();
}

/** The lock keeps two tabs from spending a refresh token twice, and from opening two guest sessions. */
async function alone<Outcome>(name: string, work: () => Promise<Outcome>): Promise<Outcome> {
  return await navigator.locks.request(`mercato.${name}`, work);
}

async function refresh(): Promise<Renewal> {
  if (!wasSignedIn()) return "ended"; // another tab signed out meanwhile
  const asked = epoch;
  const response = await post("/api/auth/refresh", {}).catch(() => undefined);
  if (epoch !== asked) return access ? "renewed" : "ended";
  if (response?.ok) {
    const tokens = (await response.json()) as { access_token: string; expires_in: number };
    keep(tokens.access_token, tokens.expires_in);
    if (leftBehind()) void bringLeftBehind();
    return "renewed";
  }
  // Only a refusal ends the session; being offline or a failing server does not sign anybody out.
  if (!response || response.status >= 500 || response.status === 429) return "unanswered";
  forgetAccessToken();
  return "ended";
}

async function bringLeftBehind(): Promise<void> {
  await (await import("./left-behind")).bringLeftBehind();
}

async function openGuestSession(): Promise<void> {
  if (guestToken()) return; // another tab was faster
  const response = await post("/core/v1/sessions", {});
  if (!response.ok) throw await problemOf(response);
  becomeGuest(((await response.json()) as { token: string }).token);
}

async function post(path: string, body: object, token?: string): Promise<Response> {
  const headers = new Headers({ "content-type": "application/json" });
  if (token) headers.set("authorization", `Bearer ${token}`);
  try {
    return await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  } catch {
    throw noConnection();
  }
}

async function problemOf(response: Response): Promise<ProblemError> {
  return toProblem(await response.json().catch(() => undefined), response);
}

function unanswered(): ProblemError {
  if (!navigator.onLine) return noConnection();
  return new ProblemError({ code: "unavailable", status: 503, title: "", detail: "", errors: [] });
}
