import {
  type QueryClient,
  useMutation,
  type UseMutationResult,
  useMutationState,
  useQueryClient,
} from "@tanstack/react-query";

import { api, read } from "@/api/client";
import { ProblemError } from "@/api/problem";
import { currentStanding } from "@/session/store";
import { ensureIdentity } from "@/session/tokens";

import { cartChangeKey, cartQuery, ownerOf, tellOtherTabs } from "./cart";
import {
  type Addition,
  asChange,
  type Cart,
  type CartChange,
  quantityOf,
  withChanges,
} from "./changes";
import { openDrawer } from "./drawer-state";
import { rememberDisplay } from "./displays";
import { persistently } from "./persistently";

// Changes are sent one after the other, in the order in which they were made.
const oneByOne = { mutationKey: cartChangeKey, scope: { id: "cart" } };

/** Put something into the cart. Safe to click fast; when it is in, the drawer shows it. */
export function useAddToCart(): UseMutationResult<Cart, Error, Addition> {
  return useMutation({
    ...oneByOne,
    mutationFn: (addition: Addition, { client }) => send(client, { kind: "add", ...addition }),
    onMutate: ({ sku, display }, { client }) => rememberDisplay(client, sku, display),
    onSuccess: (_, { sku }) => openDrawer(sku),
  });
}

/** Change how many of something are in the cart, and its coupons. */
export function useChangeCart() {
  const client = useQueryClient();
  const { mutate } = useMutation({
    ...oneByOne,
    mutationFn: (change: CartChange) => send(client, change),
  });
  return {
    /** None removes the line. */
    setQuantity: (sku: string, quantity: number) => mutate({ kind: "set", sku, quantity }),
    /** Counts from what the visitor saw last, though it is not stored yet: fast clicks add up. */
    changeBy: (sku: string, step: 1 | -1) => {
      const quantity = Math.max(0, quantityNow(client, sku) + step);
      mutate({ kind: "set", sku, quantity });
    },
    setCoupons: (codes: readonly string[]) => mutate({ kind: "coupons", codes }),
  };
}

/** What became of the last change, if it was refused: the cart shows again what it was before. */
export function useRefusedChange(): { change: CartChange; error: Error } | undefined {
  const states = useMutationState({
    filters: { mutationKey: cartChangeKey },
    select: ({ state }) => state,
  });
  const last = states.at(-1);
  if (last?.status !== "error") return undefined;
  return {
    change: asChange(last.variables as CartChange | Addition),
    error: last.error ?? new Error(),
  };
}

function quantityNow(client: QueryClient, sku: string): number {
  const owner = ownerOf(currentStanding());
  const stored = owner && client.getQueryData(cartQuery(owner).queryKey);
  const content = stored ?? { items: [], coupon_codes: [] };
  return quantityOf(withChanges(content, pendingChanges(client)), sku);
}

function pendingChanges(client: QueryClient): CartChange[] {
  return client
    .getMutationCache()
    .findAll({ mutationKey: cartChangeKey, status: "pending" })
    .map(({ state }) => asChange(state.variables as CartChange | Addition));
}

/** Carry a change to the server, again where that may help, and show what the cart became. */
async function send(client: QueryClient, change: CartChange): Promise<Cart> {
  const key = crypto.randomUUID();
  const cart = await persistently(() => asSomebody(() => sendOnce(client, change, key)));
  const owner = ownerOf(currentStanding());
  if (owner) {
    client.setQueryData(cartQuery(owner).queryKey, cart);
    tellOtherTabs(owner, cart);
  }
  return cart;
}

/** A guest whose session ran out has lost that cart already, and simply begins another. */
async function asSomebody(work: () => Promise<Cart>): Promise<Cart> {
  await ensureIdentity();
  const wasGuest = currentStanding() === "guest";
  try {
    return await work();
  } catch (error) {
    const isOver = error instanceof ProblemError && error.status === 401;
    if (!isOver || !wasGuest) throw error;
    await ensureIdentity();
    return work();
  }
}

async function sendOnce(client: QueryClient, change: CartChange, key: string): Promise<Cart> {
  const owner = ownerOf(currentStanding()) ?? "guest";
  const cart = await client.query({ ...cartQuery(owner), staleTime: "static" });
  if (change.kind === "set" && isOvertaken(client, change)) return cart;
  try {
    return await request(cart.id, change, key);
  } catch (error) {
    // Somebody else signed in, or out, since the cart was read: theirs has another id.
    if (!(error instanceof ProblemError) || error.status !== 404) throw error;
    const fresh = await client.query({ ...cartQuery(owner), staleTime: 0 });
    return request(fresh.id, change, key);
  }
}

/** Whether the visitor has set another quantity since: then this one need not be sent. */
function isOvertaken(client: QueryClient, change: CartChange & { kind: "set" }): boolean {
  const changes = pendingChanges(client);
  const later = changes.slice(changes.indexOf(change) + 1);
  return later.some((other) => other.kind === "set" && other.sku === change.sku);
}

function request(cartId: string, change: CartChange, key: string): Promise<Cart> {
  const path = { cart_id: cartId };
  switch (change.kind) {
    case "add":
      return read(
        api.POST("/core/v1/carts/{cart_id}/items", {
          params: { path },
          body: { sku: change.sku, quantity: change.quantity },
          headers: { "idempotency-key": key },
        }),
      );
    case "set":
      return read(
        api.PUT("/core/v1/carts/{cart_id}/items/{sku}", {
          params: { path: { ...path, sku: change.sku } },
          body: { quantity: change.quantity },
        }),
      );
    case "coupons":
      return read(
        api.PUT("/core/v1/carts/{cart_id}/coupons", {
          params: { path },
          body: { codes: [...change.codes] },
        }),
      );
  }
}
