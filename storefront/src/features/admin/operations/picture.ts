import type { components } from "@/api/client";

type Schemas = components["schemas"];
export type Overview = Schemas["Overview"];
export type Part = Schemas["Part"];
export type Queue = Schemas["Queue"];
export type DegradedMode = Schemas["DegradedMode"];

/** An event has its effect within two seconds when all is well; a minute is no hiccup any more. */
export const tooOldSeconds = 60;
/** More than a consumer works off in a minute. */
export const tooDeep = 1000;

/** `bad`: customers notice, or a person has to act. `caution`: it may get there. */
export type Trouble = "bad" | "caution" | "unknown" | "none";

const rank: Record<Trouble, number> = { bad: 0, caution: 1, unknown: 2, none: 3 };

export function troubleOfQueue(queue: Queue): Trouble {
  if ((queue.dead_letters ?? 0) > 0) return "bad";
  if ((queue.oldest_seconds ?? 0) >= tooOldSeconds || (queue.depth ?? 0) >= tooDeep) {
    return "caution";
  }
  return queue.depth === null || queue.dead_letters === null ? "unknown" : "none";
}

export function troubleOfPart(part: Part): Trouble {
  if (part.status !== "ready") return "bad";
  return part.degraded.length > 0 ? "caution" : "none";
}

/** The queues, those in trouble first, and among equals the fuller one. */
export function byTrouble(queues: readonly Queue[]): Queue[] {
  const weight = (queue: Queue) => (queue.dead_letters ?? 0) * 1e6 + (queue.depth ?? 0);
  return [...queues].sort(
    (a, b) => rank[troubleOfQueue(a)] - rank[troubleOfQueue(b)] || weight(b) - weight(a),
  );
}

/** The parts, those in trouble first, else as the API lists them. */
export function partsByTrouble(parts: readonly Part[]): Part[] {
  return [...parts].sort((a, b) => rank[troubleOfPart(a)] - rank[troubleOfPart(b)]);
}

/** One thing that somebody should look at. */
export type Attention =
  | { kind: "part"; part: Part; mode: DegradedMode | undefined }
  | { kind: "mode"; mode: DegradedMode }
  | { kind: "queue"; queue: Queue; trouble: Trouble; mode: DegradedMode | undefined }
  | { kind: "books"; differences: number }
  | { kind: "rebuild" };

/** What others tell of the shop, where the person may ask them. */
export interface Neighbours {
  differences: number;
  rebuildFailed: boolean;
}

/**
 * What needs attention, the worst first, each thing once: a part that is away and a queue with dead
 * letters are modes as well, which say what customers notice of them.
 */
export function attentionOf(
  { parts, queues, degraded }: Overview,
  { differences, rebuildFailed }: Neighbours,
): Attention[] {
  const modeOf = (code: string) => degraded.find((mode) => mode.code === code);
  const away = parts.filter(({ status }) => status !== "ready");
  const full = byTrouble(queues).filter((queue) => troubleOfQueue(queue) !== "none");
  return [
    ...away.map((part) => ({ kind: "part" as const, part, mode: modeOf(`away:${part.name}`) })),
    ...degraded
      .filter(({ code }) => !code.startsWith("away:") && code !== "dead-letters")
      .map((mode) => ({ kind: "mode" as const, mode })),
    ...full.map((queue) => ({
      kind: "queue" as const,
      queue,
      trouble: troubleOfQueue(queue),
      mode: troubleOfQueue(queue) === "bad" ? modeOf("dead-letters") : undefined,
    })),
    ...(differences > 0 ? [{ kind: "books" as const, differences }] : []),
    ...(rebuildFailed ? [{ kind: "rebuild" as const }] : []),
  ];
}
