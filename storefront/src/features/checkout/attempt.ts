import type { components } from "@/api/client";

export type OrderBody = components["schemas"]["PlaceOrderBody"];

/** A request for an order with the key under which it is one order, however often it is sent. */
export interface Attempt {
  key: string;
  body: OrderBody;
}

/**
 * The attempt to send: the one under way when it asks for the very same, else a new one. The cart's
 * id and version are part of the body, so that another cart is another order.
 */
export function attemptFor(
  body: OrderBody,
  underWay: Attempt | undefined,
  newKey: () => string,
): Attempt {
  const isSame = underWay && JSON.stringify(underWay.body) === JSON.stringify(body);
  return isSame ? underWay : { key: newKey(), body };
}

/** An order that was placed in this tab and, as far as we know, waits for its payment. */
export interface Placed {
  orderId: string;
  number: string;
}

const attemptKey = "mercato.order-attempt";
const placedKey = "mercato.order-placed";

export const attemptStore = stored<Attempt>(attemptKey);
export const placedStore = stored<Placed>(placedKey);

/** A value that a reload of this tab must not lose. */
function stored<Value>(key: string) {
  return {
    read: (): Value | undefined => {
      const text = sessionStorage.getItem(key);
      return text === null ? undefined : (JSON.parse(text) as Value);
    },
    write: (value: Value | undefined): void => {
      if (value) sessionStorage.setItem(key, JSON.stringify(value));
      else sessionStorage.removeItem(key);
    },
  };
}
