import type { FetchResponse } from "openapi-fetch";
import type { MediaType } from "openapi-typescript-helpers";

import { language } from "@/i18n/t";
import { bearer, forgetGuest, renew } from "@/session/tokens";

import { apiOver } from "./caller";
import { noConnection, toProblem } from "./problem";

export type { components, paths } from "./schema.gen";

/**
 * The only door to the backend. Calls carry whoever the visitor is (customer or guest, if they are
 * anybody yet), unless they bring an `authorization` of their own; an access token that ran out is
 * renewed once and the call repeated.
 */
export const api = apiOver(send);

async function send(request: Request): Promise<Response> {
  request.headers.set("accept-language", language());
  if (isOpenToAll(request) || request.headers.has("authorization")) return reach(request);
  const again = request.clone();
  const token = await bearer();
  const response = await reach(request, token);
  if (response.status !== 401 || !token) return response;
  forgetGuest(token);
  return (await renew(token)) === "renewed" ? reach(again, await bearer()) : response;
}

async function reach(request: Request, token?: string): Promise<Response> {
  if (token) request.headers.set("authorization", `Bearer ${token}`);
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw noConnection();
  }
}

const openReads =
  /^\/(api\/pages|core\/v1\/(products|categories|countries|currencies|search|suggest|stock))\b/;
const signingIn = /^\/api\/auth\/(sign-|confirm|resend|forgot|reset|challenge|refresh)/;

/** What is the same for everybody needs no token, and must not wait for one; nor may signing in. */
function isOpenToAll(request: Request): boolean {
  const path = new URL(request.url).pathname;
  return signingIn.test(path) || (request.method === "GET" && openReads.test(path));
}

/**
 * The answer's body.
 *
 * @throws ProblemError for every answer that is not a success, and when there is no answer.
 */
export async function read<
  T extends Record<string | number, unknown>,
  Options,
  Media extends MediaType,
>(
  call: Promise<FetchResponse<T, Options, Media>>,
): Promise<NonNullable<FetchResponse<T, Options, Media>["data"]>> {
  const { data, error, response } = await call;
  if (!response.ok) throw toProblem(error, response);
  return data as NonNullable<FetchResponse<T, Options, Media>["data"]>;
}
