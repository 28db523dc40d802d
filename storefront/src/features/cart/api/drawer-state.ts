import { useSyncExternalStore } from "react";

/** The SKU that was just added; the drawer is open while there is one. */
let added: string | undefined;
const listeners = new Set<() => void>();

export function openDrawer(sku: string): void {
  show(sku);
}

export function closeDrawer(): void {
  show(undefined);
}

export function useAddedSku(): string | undefined {
  return useSyncExternalStore(subscribe, () => added);
}

function show(next: string | undefined): void {
  added = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
