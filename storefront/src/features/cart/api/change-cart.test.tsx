import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";

import { becomeStranger } from "@/session/store";

import { useCart } from "./cart";
import { useAddToCart, useChangeCart, useRefusedChange } from "./change-cart";
import type { Cart } from "./changes";

const display = {
  title: "Towel",
  variantTitle: "",
  imageUrl: null,
  price: { amount: 1790, currency: "EUR" },
};
const limit = 9;

/** A cart service in small: what counts here is which requests it gets, and in which order. */
let cart: Cart;
let requests: string[];
let isRefusing: boolean;
/** Writes are answered once this is. */
let gate: Promise<void>;

/** Keep the answers to writes back until they are let go. */
function holdAnswers(): () => void {
  let letGo: () => void;
  gate = new Promise((resolve) => {
    letGo = resolve;
  });
  return () => letGo();
}

async function serve(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.replace("/core/v1", "");
  requests.push(`${request.method} ${path}`);
  if (path === "/sessions") return answer(201, { token: guestToken() });
  if (path === "/carts") return answer(200, cart);
  const { quantity } = (await request.json()) as { quantity: number };
  await gate;
  const before = cart.items[0]?.quantity ?? 0;
  const after = request.method === "POST" ? before + quantity : quantity;
  if (isRefusing || after > limit) return answer(422, { code: "quantity-limit", limit });
  cart = { ...cart, version: cart.version + 1, items: [{ sku: "towel", quantity: after }] };
  return answer(200, cart);
}

function guestToken(): string {
  return `h.${btoa(JSON.stringify({ sub: "gst_1", exp: Date.now() / 1000 + 3600 }))}.s`;
}

function answer(status: number, body: object): Response {
  const headers = { "content-type": "application/json" };
  return new Response(JSON.stringify(body), { status, headers });
}

beforeEach(() => {
  becomeStranger();
  requests = [];
  isRefusing = false;
  gate = Promise.resolve();
  cart = {
    id: "crt_1",
    version: 1,
    currency: "EUR",
    items: [],
    coupon_codes: [],
  } as unknown as Cart;
  vi.stubGlobal("fetch", (input: Request | string, init?: RequestInit) =>
    serve(input instanceof Request ? input : new Request(new URL(input, location.origin), init)),
  );
  const locks = { request: (_: string, work: () => Promise<unknown>) => work() };
  vi.stubGlobal("navigator", { onLine: true, languages: ["en"], locks });
});
afterEach(() => vi.unstubAllGlobals());

function open() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const use = () => ({
    cart: useCart(),
    add: useAddToCart(),
    change: useChangeCart(),
    refused: useRefusedChange(),
  });
  const { result } = renderHook(use, { wrapper });
  return {
    see: () => result.current,
    quantity: () => result.current.cart.content.items[0]?.quantity ?? 0,
    add: (quantity: number) =>
      act(() => result.current.add.mutate({ sku: "towel", quantity, display })),
    settled: () =>
      waitFor(() => {
        expect(client.isMutating()).toBe(0);
        expect(result.current.cart.isChanging).toBe(false);
      }),
  };
}

it("asks for nothing until a stranger puts something in, who then is a guest with a cart", async () => {
  const { add, settled, quantity } = open();
  expect(requests).toEqual([]);
  add(2);
  await settled();
  expect(requests[0]).toBe("POST /sessions");
  expect(requests.at(-1)).toBe("POST /carts/crt_1/items");
  expect(quantity()).toBe(2);
});

it("shows a change before the server has it", async () => {
  const { add, settled, quantity } = open();
  const letGo = holdAnswers();
  add(2);
  await waitFor(() => expect(quantity()).toBe(2));
  expect(cart.items).toEqual([]);
  letGo();
  await settled();
  expect(cart.items).toEqual([{ sku: "towel", quantity: 2 }]);
});

it("counts every one of several fast clicks, and sends the last quantity alone", async () => {
  const { add, settled, quantity, see } = open();
  add(1);
  await settled();
  requests = [];
  act(() => {
    for (let click = 0; click < 4; click++) see().change.changeBy("towel", 1);
  });
  await waitFor(() => expect(quantity()).toBe(5));
  await settled();
  expect(cart.items).toEqual([{ sku: "towel", quantity: 5 }]);
  expect(requests).toEqual(["PUT /carts/crt_1/items/towel"]);
});

it("takes a refused change back, and says which and why", async () => {
  const { add, settled, quantity, see } = open();
  add(3);
  await settled();
  const letGo = holdAnswers();
  act(() => see().change.setQuantity("towel", limit + 1));
  await waitFor(() => expect(quantity()).toBe(limit + 1));
  letGo();
  await settled();
  expect(quantity()).toBe(3);
  expect(see().refused).toMatchObject({
    change: { kind: "set", sku: "towel", quantity: limit + 1 },
    error: { code: "quantity-limit" },
  });
});

it("forgets a refusal with the next change that works", async () => {
  const { add, settled, see } = open();
  isRefusing = true;
  add(1);
  await settled();
  expect(see().refused?.change.kind).toBe("add");
  isRefusing = false;
  add(1);
  await settled();
  expect(see().refused).toBeUndefined();
});
