import { useMutation } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";

import { api, type components, read } from "@/api/client";
import { record } from "@/clickstream/record";
import { announce } from "@/components/announcer";
import { persistently } from "@/features/cart/api/persistently";
import { t } from "@/i18n/t";

import { leadTo, openPayment } from "./api/start-payment";
import { type Attempt, attemptFor, attemptStore, type OrderBody, placedStore } from "./attempt";
import { type Setback, setbackOf } from "./setback";

type Order = components["schemas"]["OrderView"];

const patienceMilliseconds = 20_000;

/** Order, then go and pay. Whatever is clicked, reloaded or lost on the way: it stays one order. */
export function usePlaceOrder(onSetback: (setback: Setback) => void) {
  const router = useRouter();
  const [setback, setSetback] = useState<Setback | undefined>(() =>
    attemptStore.read() ? { kind: "unknown" } : undefined,
  );
  const [isPlaced, setIsPlaced] = useState(false);
  const toOrder = (orderId: string) =>
    router.navigate({ to: "/orders/$orderId", params: { orderId } });

  const { mutate, isPending } = useMutation({
    networkMode: "always",
    mutationFn: async (attempt: Attempt) => {
      const order = await send(attempt);
      finish(order);
      setIsPlaced(true);
      await goAndPay(order, toOrder);
    },
    onMutate: () => setSetback(undefined),
    onError: (error) => {
      const met = setbackOf(error, navigator.onLine);
      // What was refused will be asked for anew; what may have arrived is sent again as it was.
      if (met.kind !== "unknown" && met.kind !== "offline") attemptStore.write(undefined);
      setSetback(met);
      onSetback(met);
    },
  });

  return {
    place: (body: OrderBody) => {
      const attempt = attemptFor(body, attemptStore.read(), () => crypto.randomUUID());
      attemptStore.write(attempt);
      mutate(attempt);
    },
    /** Send again what may have arrived: the answer is the order, if there is one. */
    askAgain: () => {
      const attempt = attemptStore.read();
      if (attempt) mutate(attempt);
    },
    /** From the click until the page is left. */
    isPlacing: isPending,
    /** There is an order: what was told for it is done with. */
    isPlaced,
    setback,
  };
}

function send({ key, body }: Attempt): Promise<Order> {
  return persistently(() =>
    read(
      api.POST("/core/v1/orders", {
        params: { header: { "Idempotency-Key": key } },
        body,
        signal: AbortSignal.timeout(patienceMilliseconds),
      }),
    ),
  );
}

function finish({ id, number, total, currency }: Order): void {
  attemptStore.write(undefined);
  placedStore.write({ orderId: id, number });
  record("order_placed", { value: total, currency });
}

/** An order that costs nothing is paid; one whose payment cannot be opened now waits for it. */
async function goAndPay(order: Order, toOrder: (id: string) => Promise<void>): Promise<void> {
  if (order.status !== "pending_payment") return toOrder(order.id);
  try {
    await leadTo(await openPayment(order.id));
  } catch {
    announce(t("checkout.paymentNotOpened"));
    await toOrder(order.id);
  }
}
