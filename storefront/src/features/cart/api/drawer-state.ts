import { useSyncExternalStore } from "react";

interface Drawer {
  /** What was added last; undefined until something is. */
  sku?: string;
  isOpen: boolean;
}

let drawer: Drawer = { isOpen: false };
const listeners = new Set<() => void>();

/** Show the cart beside the page, with what was just added. */
export function openDrawer(sku: string): void {
  change({ sku, isOpen: true });
}

export function closeDrawer(): void {
  if (drawer.isOpen) change({ ...drawer, isOpen: false });
}

export function useDrawer(): Drawer {
  return useSyncExternalStore(subscribe, () => drawer);
}

function change(next: Drawer): void {
  drawer = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
