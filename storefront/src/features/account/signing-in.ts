import { api, type components, read } from "@/api/client";
import { ProblemError } from "@/api/problem";
import { announce } from "@/components/announcer";
import { t } from "@/i18n/t";
import { guestToken, keepLeftBehind } from "@/session/store";
import { takeAccessToken } from "@/session/tokens";

type SignedIn = components["schemas"]["SignedIn"];
type ChallengeName = components["schemas"]["ChallengeBody"]["challenge"];

/** What is still asked for before somebody is signed in. */
export interface Challenge {
  name: ChallengeName;
  session: string;
}

const retryLeftBehindAfter = 15_000;

/** Sign in, and bring along what the guest had; a challenge when more is asked for. */
export async function signIn(email: string, password: string): Promise<Challenge | undefined> {
  const guest = guestToken();
  const body = { email: email.trim(), password, guest_token: guest ?? null };
  return take(await read(api.POST("/api/auth/sign-in", { body })), guest);
}

export async function answerChallenge(
  { name, session }: Challenge,
  answer: string,
): Promise<Challenge | undefined> {
  const guest = guestToken();
  const body = { challenge: name, session, answer, guest_token: guest ?? null };
  return take(await read(api.POST("/api/auth/challenge", { body })), guest);
}

function take(
  outcome: SignedIn | components["schemas"]["ChallengeAsked"],
  guest: string | undefined,
): Challenge | undefined {
  if ("challenge" in outcome)
    return { name: outcome.challenge as ChallengeName, session: outcome.session };
  takeAccessToken(outcome.access_token, outcome.expires_in);
  if (guest) rememberLeftBehind(outcome, guest);
  announce(welcome(outcome));
  return undefined;
}

function rememberLeftBehind(outcome: SignedIn, token: string): void {
  const left = {
    token,
    cart: outcome.cart_merged !== true,
    orders: outcome.orders_claimed == null,
  };
  if (!left.cart && !left.orders) return;
  keepLeftBehind(left);
  setTimeout(() => {
    void import("@/session/left-behind").then(({ bringLeftBehind }) => bringLeftBehind());
  }, retryLeftBehindAfter);
}

/** What a sign-in brought along, in words. */
export function welcome({ cart, cart_merged, orders_claimed }: Partial<SignedIn>): string {
  const count = (cart as components["schemas"]["CartView"] | null | undefined)?.item_count ?? 0;
  if (cart_merged === false) return t("account.signedInCartLater");
  if (orders_claimed) return t("account.signedInOrders", { orders: orders_claimed, count });
  return count > 0 ? t("account.signedInCart", { count }) : t("account.signedIn");
}

/** The same refusal, pointing at a field of ours: so it is told where it can be mended. */
export function atField(error: unknown, codes: readonly string[], pointer: string): unknown {
  if (!(error instanceof ProblemError) || !codes.includes(error.code)) return error;
  const { code, status, title, detail, traceId } = error;
  return new ProblemError({
    ...{ code, status, title, detail, traceId },
    errors: [{ pointer, code, detail }],
  });
}
