import { giveConsent } from "./consent";

type Collector = typeof import("./collector");
interface Sent {
  consent: boolean;
  visitor_id: string;
  session_id: string;
  events: { id: string }[];
}

const fetched = vi.fn<typeof fetch>();
const beacon = vi.fn<Navigator["sendBeacon"]>(() => true);
let collector: Collector;

beforeEach(async () => {
  vi.useFakeTimers();
  sessionStorage.clear();
  fetched.mockReset().mockResolvedValue(new Response(null, { status: 202 }));
  beacon.mockClear();
  vi.stubGlobal("fetch", fetched);
  Object.assign(navigator, { sendBeacon: beacon });
  giveConsent("granted");
  vi.resetModules();
  collector = await import("./collector");
});
afterEach(() => {
  // What is left in this test's queue must not be sent in the next one's name.
  window.dispatchEvent(new Event("pagehide"));
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const event = (id: string) =>
  ({ id, type: "page_viewed", occurred_at: "2026-01-01T00:00:00Z", path: "/" }) as const;
const bodies = () => fetched.mock.calls.map(([, init]) => JSON.parse(init?.body as string) as Sent);
const idsSent = () => bodies().map(({ events }) => events.map(({ id }) => id));

it("sends what happened within ten seconds at once, and once", async () => {
  collector.collect(event("a"));
  collector.collect(event("b"));
  expect(fetched).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(10_000);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(idsSent()).toEqual([["a", "b"]]);
});

it("keeps the visitor's and the session's number from batch to batch", async () => {
  collector.collect(event("a"));
  await vi.advanceTimersByTimeAsync(10_000);
  collector.collect(event("b"));
  await vi.advanceTimersByTimeAsync(10_000);
  const [first, second] = bodies();
  expect(first?.consent).toBe(true);
  expect(first?.visitor_id).toMatch(/^[0-9a-f-]{36}$/);
  expect(second?.visitor_id).toBe(first?.visitor_id);
  expect(second?.session_id).toBe(first?.session_id);
});

it("sends a hundred at the most in one batch, and the rest in the next", async () => {
  for (let i = 0; i < 130; i++) collector.collect(event(`e${i}`));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(idsSent().map((ids) => ids.length)).toEqual([100, 30]);
});

it("tries again when the shop cannot take it, a few times and no more", async () => {
  fetched.mockResolvedValue(new Response(null, { status: 503 }));
  collector.collect(event("a"));
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect(idsSent()).toEqual([["a"], ["a"], ["a"], ["a"], ["a"]]);
});

it("does not repeat what was refused for good, and survives having no network", async () => {
  fetched.mockResolvedValueOnce(new Response(null, { status: 422 }));
  collector.collect(event("a"));
  await vi.advanceTimersByTimeAsync(60_000);
  fetched.mockRejectedValueOnce(new TypeError("offline"));
  collector.collect(event("b"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(idsSent()).toEqual([["a"], ["b"], ["b"]]);
});

it("sends nothing that happened before the visitor changed their mind", async () => {
  collector.collect(event("a"));
  giveConsent("declined");
  await vi.advanceTimersByTimeAsync(60_000);
  window.dispatchEvent(new Event("pagehide"));
  expect(fetched).not.toHaveBeenCalled();
  expect(beacon).not.toHaveBeenCalled();
  expect(localStorage.getItem("mercato.visitor")).toBeNull();
});

it("hands what is left to the browser when the page is left", async () => {
  collector.collect(event("a"));
  window.dispatchEvent(new Event("pagehide"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(fetched).not.toHaveBeenCalled();
  expect(beacon).toHaveBeenCalledTimes(1);
  expect(beacon.mock.calls[0]?.[0]).toBe("/api/events");
  expect((beacon.mock.calls[0]?.[1] as Blob).type).toBe("application/json");
});
