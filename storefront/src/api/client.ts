import createClient, { type FetchResponse } from "openapi-fetch";
import type { MediaType } from "openapi-typescript-helpers";

import { language } from "@/i18n/t";
import { bearer, renew } from "@/session/tokens";

import { ProblemError, toProblem } from "./problem";
import type { paths } from "./schema.gen";

export type { components, paths } from "./schema.gen";

/**
 * The only door to the backend. Calls carry whoever the visitor is (customer or guest, if they are
 * anybody yet); an access token that ran out is renewed once and the call repeated.
 */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: send });

async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await fetchAs(request);
  if (response.status !== 401 || isAboutSigningIn(request) || !(await renew())) return response;
  return fetchAs(again);
}

async function fetchAs(request: Request): Promise<Response> {
  const token = isAboutSigningIn(request) ? undefined : await bearer();
  if (token && !request.headers.has("authorization")) {
    request.headers.set("authorization", `Bearer ${token}`);
  }
  request.headers.set("accept-language", language());
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new ProblemError({ code: "offline", status: 0, title: "", detail: "", errors: [] });
  }
}

/** Signing in itself needs no token, and must not wait for one. */
function isAboutSigningIn(request: Request): boolean {
  const path = new URL(request.url).pathname;
  return /^\/api\/auth\/(sign-|confirm|resend|forgot|reset|challenge|refresh)/.test(path);
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
