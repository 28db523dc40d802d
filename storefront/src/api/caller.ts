import type { Client } from "openapi-fetch";

import type { paths } from "./schema.gen";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** A function per method, with the types that `openapi-fetch` derives from the API's description. */
export type Api = Pick<Client<paths>, (typeof methods)[number]>;

type Values = Record<string, unknown>;

interface Init {
  params?: { path?: Values; query?: Values; header?: Values };
  headers?: HeadersInit;
  body?: unknown;
  bodySerializer?: (body: unknown) => BodyInit;
  parseAs?: "json" | "text" | "blob" | "stream";
  signal?: AbortSignal | null;
}

/**
 * What `openapi-fetch` does at run time, as far as our API needs it: its types cost nothing, its
 * code would be two of the kilobytes of a first view.
 */
export function apiOver(send: (request: Request) => Promise<Response>): Api {
  const call =
    (method: string) =>
    async (path: string, init: Init = {}) => {
      const response = await send(requestOf(method, path, init));
      if (response.ok) return { data: await contentOf(response, init.parseAs), response };
      const text = await response.text();
      return { error: parsed(text), response };
    };
  return Object.fromEntries(methods.map((method) => [method, call(method)])) as unknown as Api;
}

function requestOf(method: string, path: string, init: Init): Request {
  const { params = {}, headers, body, bodySerializer = JSON.stringify, signal = null } = init;
  const own = new Headers(headers);
  for (const [name, value] of Object.entries(params.header ?? {})) own.set(name, String(value));
  if (body === undefined)
    return new Request(addressOf(path, params), { method, headers: own, signal });
  if (!own.has("content-type")) own.set("content-type", "application/json");
  return new Request(addressOf(path, params), {
    method,
    headers: own,
    signal,
    body: bodySerializer(body),
  });
}

/** The path with its values, and a query in which lists repeat their name and nothing is left out. */
function addressOf(
  path: string,
  { path: inPath = {}, query = {} }: NonNullable<Init["params"]>,
): URL {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(inPath[name])),
  );
  const url = new URL(filled, location.origin);
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (one !== undefined && one !== null)
        url.searchParams.append(name, `${one as string | number | boolean}`);
    }
  }
  return url;
}

async function contentOf(
  response: Response,
  as: NonNullable<Init["parseAs"]> = "json",
): Promise<unknown> {
  if (as === "stream") return response.body;
  if (as !== "json") return response[as]();
  return parsed(await response.text());
}

/** JSON, nothing, or text that somebody on the way put in its place. */
function parsed(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
