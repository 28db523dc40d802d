import { api, read } from "@/api/client";
import { ProblemError } from "@/api/problem";

import { announceIdentity, keepLeftBehind, type LeftBehind, leftBehind } from "./store";

/**
 * Try again to bring what a guest had into the account that they signed in to. It is tried at every
 * visit until it worked, or until the guest's token opens nothing any more.
 */
export async function bringLeftBehind(): Promise<void> {
  const left = leftBehind();
  if (!left) return;
  const body = { guest_token: left.token };
  const [cart, orders] = await Promise.all([
    left.cart && staysBehind(read(api.POST("/core/v1/carts/merge", { body }))),
    left.orders && staysBehind(read(api.POST("/core/v1/orders/claim", { body }))),
  ]);
  // Whoever signed out meanwhile has left nothing behind.
  if (leftBehind()?.token !== left.token) return;
  keepLeftBehind(rest({ token: left.token, cart, orders }));
  announceIdentity();
}

async function staysBehind(attempt: Promise<unknown>): Promise<boolean> {
  try {
    await attempt;
    return false;
  } catch (error) {
    return !(error instanceof ProblemError) || error.isTemporary;
  }
}

function rest(left: LeftBehind): LeftBehind | undefined {
  return left.cart || left.orders ? left : undefined;
}
