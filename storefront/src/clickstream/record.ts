import type { components } from "@/api/client";

import { currentConsent } from "./consent";

type Event = components["schemas"]["ClickstreamEvent"];
export type EventType = Event["type"];
export type Facts = Partial<Omit<Event, "id" | "type" | "occurred_at" | "path">>;

/**
 * Count something that the visitor did, if they agreed to it. Never fails and never waits: what
 * does the counting is fetched when there is first something to count.
 */
export function record(type: EventType, facts: Facts = {}): void {
  if (currentConsent() !== "granted") return;
  const happened = { occurred_at: new Date().toISOString(), path: location.pathname };
  void import("./collector").then(
    ({ collect }) => collect({ id: crypto.randomUUID(), type, ...happened, ...facts }),
    () => undefined,
  );
}
