import { useSyncExternalStore } from "react";

import { expiryOf } from "./jwt";

/**
 * Who the visitor is. `stranger`: nobody yet; `guest`: holds a session of the cart service;
 * `customer`: signed in. `unknown`: a reload of a signed-in page that has not asked yet.
 */
export type Standing = "unknown" | "stranger" | "guest" | "customer";

const listeners = new Set<() => void>();
const identityListeners = new Set<(next: Standing) => void>();
let standing: Standing | undefined;

const signedInKey = "mercato.signed-in";
const guestKey = "mercato.guest";
const leftBehindKey = "mercato.left-behind";

/** The guest's session token. It opens a cart and the orders placed with it, nothing else. */
export function guestToken(): string | undefined {
  const token = localStorage.getItem(guestKey);
  if (token === null) return undefined;
  if (expiryOf(token) > Date.now()) return token;
  localStorage.removeItem(guestKey);
  return undefined;
}

/** Whether this browser was signed in when it was last seen, so that a refresh is worth asking for. */
export function wasSignedIn(): boolean {
  return localStorage.getItem(signedInKey) !== null;
}

export function currentStanding(): Standing {
  standing ??= wasSignedIn() ? "unknown" : guestToken() ? "guest" : "stranger";
  return standing;
}

/** Say who the visitor now is; every component that asked hears of it. */
export function becomeCustomer(): void {
  localStorage.setItem(signedInKey, "yes");
  localStorage.removeItem(guestKey);
  change("customer");
}

export function becomeGuest(token: string): void {
  localStorage.setItem(guestKey, token);
  change("guest");
}

/** Forget the customer, and the guest that they were before. */
export function becomeStranger(): void {
  for (const key of [signedInKey, guestKey, leftBehindKey]) localStorage.removeItem(key);
  change("stranger");
}

/** A guest's token whose cart or orders did not come along when its holder signed in. */
export interface LeftBehind {
  token: string;
  cart: boolean;
  orders: boolean;
}

/** Remember what did not come along; undefined when nothing is left. */
export function keepLeftBehind(left: LeftBehind | undefined): void {
  if (left) localStorage.setItem(leftBehindKey, JSON.stringify(left));
  else localStorage.removeItem(leftBehindKey);
}

export function leftBehind(): LeftBehind | undefined {
  const kept = localStorage.getItem(leftBehindKey);
  return kept === null ? undefined : (JSON.parse(kept) as LeftBehind);
}

function change(next: Standing): void {
  const wasCustomer = isCustomer(currentStanding());
  standing = next;
  for (const listener of listeners) listener();
  if (isCustomer(next) !== wasCustomer) announceIdentity();
}

/** Have everything that belongs to the visitor fetched anew. */
export function announceIdentity(): void {
  for (const listener of identityListeners) listener(currentStanding());
}

function isCustomer(who: Standing): boolean {
  return who === "customer" || who === "unknown";
}

/** Hear when somebody signs in, or out: what was fetched before belonged to somebody else. */
export function onIdentityChange(listener: (next: Standing) => void): () => void {
  identityListeners.add(listener);
  return () => identityListeners.delete(listener);
}

/** What another tab did. */
function heard(event: StorageEvent): void {
  const signedOut = event.key === null || (event.key === signedInKey && event.newValue === null);
  const signedIn = event.key === signedInKey && event.newValue !== null;
  const before = currentStanding();
  // Another tab signed in or out: what this one shows may be somebody else's.
  if (signedOut && isCustomer(before)) sessionStorage.clear();
  if ((signedOut && isCustomer(before)) || (signedIn && !isCustomer(before))) location.reload();
  else if (event.key === guestKey && !isCustomer(before) && !wasSignedIn())
    change(guestToken() ? "guest" : "stranger");
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener("storage", heard);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener("storage", heard);
  };
}

export function useStanding(): Standing {
  return useSyncExternalStore(subscribe, currentStanding);
}
