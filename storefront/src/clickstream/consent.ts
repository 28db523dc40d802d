import { useSyncExternalStore } from "react";

/** What the visitor said about being counted; `unasked` as long as they said nothing. */
export type Consent = "unasked" | "granted" | "declined";

const key = "mercato.consent";
const visitorKey = "mercato.visitor";
const sessionKey = "mercato.session";
export const originKey = "mercato.origin";
const listeners = new Set<() => void>();

/** A browser that asks not to be followed has answered for its visitor. */
export function browserDeclines(): boolean {
  const { globalPrivacyControl, doNotTrack } = navigator as Navigator & {
    globalPrivacyControl?: boolean;
    doNotTrack?: string | null;
  };
  return globalPrivacyControl === true || doNotTrack === "1";
}

export function currentConsent(): Consent {
  if (browserDeclines()) return "declined";
  const said = localStorage.getItem(key);
  return said === "granted" || said === "declined" ? said : "unasked";
}

/** Take the visitor's answer. A refusal forgets everything that was kept for counting. */
export function giveConsent(answer: "granted" | "declined"): void {
  localStorage.setItem(key, answer);
  if (answer === "declined") {
    localStorage.removeItem(visitorKey);
    sessionStorage.removeItem(sessionKey);
    sessionStorage.removeItem(originKey);
  }
  for (const listener of listeners) listener();
}

/** The random numbers of this visitor and this session, made when they are first needed. */
export function visitorIds(): { visitor_id: string; session_id: string } {
  return {
    visitor_id: kept(localStorage, visitorKey),
    session_id: kept(sessionStorage, sessionKey),
  };
}

function kept(storage: Storage, name: string): string {
  const known = storage.getItem(name);
  if (known) return known;
  const made = crypto.randomUUID();
  storage.setItem(name, made);
  return made;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

export function useConsent(): Consent {
  return useSyncExternalStore(subscribe, currentConsent);
}
