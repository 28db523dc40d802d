import {
  attentionOf,
  byTrouble,
  type DegradedMode,
  type Overview,
  type Part,
  type Queue,
} from "./picture";

function queue(name: string, changes: Partial<Queue> = {}): Queue {
  return {
    name,
    consumer: "order",
    depth: 0,
    in_flight: 0,
    oldest_seconds: null,
    dead_letters: 0,
    ...changes,
  };
}

function part(name: string, changes: Partial<Part> = {}): Part {
  return {
    name,
    kind: "service",
    status: "ready",
    failing: [],
    degraded: [],
    milliseconds: 3,
    ...changes,
  };
}

function mode(code: string, parts: string[]): DegradedMode {
  return { code, parts, title: code, notice: "", runbook: null };
}

const healthy: Overview = {
  status: "healthy",
  at: "2026-11-26T10:00:00Z",
  parts: [part("order")],
  queues: [queue("a")],
  degraded: [],
};

const calm = { differences: 0, rebuildFailed: false };

it("finds nothing where all is well; a queue that nobody measures the age of is no trouble", () => {
  expect(attentionOf(healthy, calm)).toEqual([]);
});

it("names each thing once, though a part and a queue tell of modes too", () => {
  const search = part("search", { status: "unreachable" });
  const full = queue("b", { dead_letters: 2 });
  const [away, cache, letters] = [
    mode("away:search", ["search"]),
    mode("cache", ["catalog"]),
    mode("dead-letters", ["b"]),
  ];
  const overview: Overview = {
    ...healthy,
    parts: [search, part("catalog", { degraded: ["cache"] })],
    queues: [queue("a"), full],
    degraded: [away, cache, letters],
  };
  expect(attentionOf(overview, { differences: 3, rebuildFailed: true })).toEqual([
    { kind: "part", part: search, mode: away },
    { kind: "mode", mode: cache },
    { kind: "queue", queue: full, trouble: "bad", mode: letters },
    { kind: "books", differences: 3 },
    { kind: "rebuild" },
  ]);
});

it("sorts queues by trouble: dead letters, then age and depth, then what cannot be read", () => {
  const queues = [
    queue("fine"),
    queue("unreadable", { depth: null }),
    queue("old", { depth: 1, oldest_seconds: 60 }),
    queue("deep", { depth: 1000 }),
    queue("two dead", { dead_letters: 2 }),
    queue("nine dead", { dead_letters: 9 }),
  ];
  expect(byTrouble(queues).map(({ name }) => name)).toEqual([
    "nine dead",
    "two dead",
    "deep",
    "old",
    "unreadable",
    "fine",
  ]);
});
