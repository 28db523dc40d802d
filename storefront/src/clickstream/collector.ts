import type { components } from "@/api/client";
import { language } from "@/i18n/t";

import { currentConsent, visitorIds } from "./consent";
import type { EventType, Facts } from "./record";
import { origin } from "./origin";

type Batch = components["schemas"]["ClickstreamBatch"];

export interface Happened extends Facts {
  id: string;
  type: EventType;
  occurred_at: string;
  path: string;
}

const address = "/api/events";
const largestBatch = 100;
const mostKept = 500;
const waitMilliseconds = 10_000;
const mostAttempts = 5;

let queue: Happened[] = [];
let attempts = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let isSending = false;

/** Take an event to send with others, soon or when the page is left. */
export function collect(event: Happened): void {
  queue = [...queue, event].slice(-mostKept);
  if (queue.length >= largestBatch) void send();
  else wait(waitMilliseconds);
}

function wait(milliseconds: number): void {
  timer ??= setTimeout(() => {
    timer = undefined;
    whenIdle(() => void send());
  }, milliseconds);
}

function whenIdle(work: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(work, { timeout: 2000 });
  else work();
}

async function send(): Promise<void> {
  if (currentConsent() !== "granted") queue = [];
  if (isSending || queue.length === 0) return;
  isSending = true;
  const events = queue.slice(0, largestBatch);
  const answer = await post(batchOf(events));
  isSending = false;
  if (answer === "later" && ++attempts < mostAttempts) {
    wait(1000 * 2 ** attempts);
    return;
  }
  // Taken, refused for good, or tried often enough: counting is never worth a flood of calls.
  attempts = 0;
  forget(events);
  if (queue.length > 0) wait(waitMilliseconds);
}

function forget(sent: readonly Happened[]): void {
  queue = queue.filter((event) => !sent.includes(event));
}

function batchOf(events: readonly Happened[]): Batch {
  return {
    consent: true,
    sent_at: new Date().toISOString(),
    ...visitorIds(),
    ...origin(),
    locale: language(),
    events: events as Batch["events"],
  };
}

/** The same events may be sent again: their ids make them count once. */
async function post(batch: Batch): Promise<"done" | "later"> {
  try {
    const { status } = await fetch(address, {
      method: "POST",
      keepalive: true,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(batch),
    });
    return status === 429 || status >= 500 ? "later" : "done";
  } catch {
    return "later";
  }
}

/** The last moment at which something can be sent; the browser finishes it without the page. */
function sendBeforeLeaving(): void {
  if (currentConsent() !== "granted") queue = [];
  for (let at = 0; at < queue.length; at += largestBatch) {
    const body = JSON.stringify(batchOf(queue.slice(at, at + largestBatch)));
    navigator.sendBeacon(address, new Blob([body], { type: "application/json" }));
  }
  queue = [];
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") sendBeforeLeaving();
});
window.addEventListener("pagehide", sendBeforeLeaving);
