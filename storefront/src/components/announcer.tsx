import { useSyncExternalStore } from "react";

import styles from "./announcer.module.css";

let message: { id: number; text: string } | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();
const shownMilliseconds = 6000;

/** Say briefly that something worked (“Added to your cart”): seen at the edge, and read out. */
export function announce(text: string): void {
  clearTimeout(timer);
  show({ id: (message?.id ?? 0) + 1, text });
  timer = setTimeout(() => show(undefined), shownMilliseconds);
}

function show(next: typeof message): void {
  message = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where announcements appear; once, in the shell. */
export function Announcer() {
  const current = useSyncExternalStore(subscribe, () => message);
  return (
    <div className={styles.place} role="status" aria-live="polite">
      {current && (
        <p key={current.id} className={styles.toast}>
          {current.text}
        </p>
      )}
    </div>
  );
}
