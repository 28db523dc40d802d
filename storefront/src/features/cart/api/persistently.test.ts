import { ProblemError } from "@/api/problem";

import { persistently } from "./persistently";

function problem(code: string, status: number, retryAfterSeconds?: number) {
  return new ProblemError({ code, status, title: "", detail: "", errors: [], retryAfterSeconds });
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function outcome(failures: Error[]) {
  const work = vi.fn(() => {
    const failure = failures.shift();
    return failure ? Promise.reject(failure) : Promise.resolve("done");
  });
  const result = persistently(work).catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return { result: await result, attempts: work.mock.calls.length };
}

it.each([
  ["a race for the cart", problem("cart-busy", 409, 1)],
  ["a server that has too much to do", problem("overloaded", 503, 1)],
])("overcomes %s without a word", async (_, failure) => {
  expect(await outcome([failure, failure])).toEqual({ result: "done", attempts: 3 });
});

it.each([
  ["a refusal", problem("quantity-limit", 422)],
  ["a conflict that waiting does not solve", problem("price-changed", 409)],
  ["no network", problem("offline", 0)],
  ["what is no answer at all", new Error("aborted")],
])("reports %s at once", async (_, failure) => {
  expect(await outcome([failure])).toEqual({ result: failure, attempts: 1 });
});

it("gives up in the end", async () => {
  const failure = problem("unavailable", 503);
  const { result, attempts } = await outcome(Array<Error>(9).fill(failure));
  expect(result).toBe(failure);
  expect(attempts).toBe(4);
});
