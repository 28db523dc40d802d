import { type Attempt, attemptFor, attemptStore, type OrderBody } from "./attempt";

const body = { cart_id: "crt_1", cart_version: 7, expected_total: 2000 } as OrderBody;

it("is one attempt for one request, however often it is made", () => {
  const first = attemptFor(body, undefined, () => "key-1");
  expect(first).toEqual({ key: "key-1", body });
  expect(attemptFor({ ...body }, first, () => "key-2")).toBe(first);
});

it.each([
  ["the cart was changed", { cart_version: 8 }],
  ["another total was seen", { expected_total: 2100 }],
  ["it goes to another person", { email: "b@example.org" }],
])("is another attempt when %s", (_, change) => {
  const first: Attempt = { key: "key-1", body };
  const next = attemptFor({ ...body, ...change }, first, () => "key-2");
  expect(next).toEqual({ key: "key-2", body: { ...body, ...change } });
});

it("survives a reload until it is over", () => {
  attemptStore.write({ key: "key-1", body });
  expect(attemptStore.read()).toEqual({ key: "key-1", body });
  attemptStore.write(undefined);
  expect(attemptStore.read()).toBeUndefined();
});
