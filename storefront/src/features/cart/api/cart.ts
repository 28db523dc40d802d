import {
  type QueryClient,
  queryOptions,
  useMutationState,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect } from "react";

import { api, read } from "@/api/client";
import { chosenCurrency } from "@/session/currency";
import { type Standing, useStanding } from "@/session/store";

import {
  type Addition,
  asChange,
  type Cart,
  type CartChange,
  type CartContent,
  newerCart,
  withChanges,
} from "./changes";

export const cartChangeKey = ["cart-change"] as const;

type Owner = "guest" | "customer";

/** Whose cart it is; a stranger has none, and is not asked about. */
export function ownerOf(standing: Standing): Owner | undefined {
  if (standing === "stranger") return undefined;
  return standing === "guest" ? "guest" : "customer";
}

/** The visitor's one cart, opened if there is none (yet, or any more), in their currency. */
export const cartQuery = (owner: Owner) =>
  queryOptions({
    queryKey: ["cart", owner],
    queryFn: ({ signal }) =>
      read(api.POST("/core/v1/carts", { body: { currency: chosenCurrency() ?? null }, signal })),
    structuralSharing: (known, told) => newerCart(known as Cart | undefined, told as Cart),
    refetchOnWindowFocus: "always",
  });

const nothing: CartContent = { items: [], coupon_codes: [] };

/** The cart of whoever the visitor is, with what they just changed; and what the server has of it. */
export function useCart() {
  const owner = ownerOf(useStanding());
  const { data, error, refetch } = useQuery({
    ...cartQuery(owner ?? "guest"),
    enabled: owner !== undefined,
  });
  const changes = useMutationState({
    filters: { mutationKey: cartChangeKey, status: "pending" },
    select: ({ state }) => asChange(state.variables as CartChange | Addition),
  });
  const stored = owner ? data : undefined;
  const isKnown = stored !== undefined || owner === undefined;
  return {
    /** What the server has, with the id and version that an order is placed with. */
    stored,
    content: withChanges(stored ?? nothing, changes),
    /** False until the cart was read; a stranger's is known to be empty. */
    isKnown,
    isChanging: changes.length > 0,
    error: isKnown ? null : error,
    refetch,
  };
}

const channelName = "mercato.cart";

/** Tell this browser's other tabs what the cart is now. */
export function tellOtherTabs(owner: Owner, cart: Cart): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage({ owner, cart });
  channel.close();
}

/** Take over what the cart became in another tab. */
export function useOtherTabs(): void {
  const client = useQueryClient();
  useEffect(() => hear(client), [client]);
}

function hear(client: QueryClient): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = ({ data }: MessageEvent<{ owner: Owner; cart: Cart }>) => {
    client.setQueryData(cartQuery(data.owner).queryKey, data.cart);
  };
  return () => channel.close();
}
