import { useSyncExternalStore } from "react";

/**
 * Who the visitor is. `stranger`: nobody yet; `guest`: holds a session of the cart service;
 * `customer`: signed in. `unknown`: a reload of a signed-in page that has not asked yet.
 */
export type Standing = "unknown" | "stranger" | "guest" | "customer";

const listeners = new Set<() => void>();
let standing: Standing | undefined;

const signedInKey = "mercato.signed-in";
const guestKey = "mercato.guest";

/** The guest's session token. It opens a cart and the orders placed with it, nothing else. */
export function guestToken(): string | undefined {
  return localStorage.getItem(guestKey) ?? undefined;
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
  localStorage.removeItem(signedInKey);
  localStorage.removeItem(guestKey);
  change("stranger");
}

function change(next: Standing): void {
  standing = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Another tab signed in or out: what this one shows may be somebody else's.
  const heard = (event: StorageEvent) => {
    if (event.key === signedInKey && (event.newValue === null) === (standing === "customer"))
      location.reload();
  };
  window.addEventListener("storage", heard);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", heard);
  };
}

export function useStanding(): Standing {
  return useSyncExternalStore(subscribe, currentStanding);
}
