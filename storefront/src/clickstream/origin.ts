import type { components } from "@/api/client";

import { originKey } from "./consent";

type Origin = Pick<components["schemas"]["ClickstreamBatch"], "referrer_host" | "campaign">;

const longest = 100;

/** Where the session came from: told by its first page, and kept for the ones after a reload. */
export function origin(): Origin {
  const known = sessionStorage.getItem(originKey);
  if (known) return JSON.parse(known) as Origin;
  const [landing] = performance.getEntriesByType("navigation");
  const made = originOf(landing?.name ?? location.href, document.referrer);
  sessionStorage.setItem(originKey, JSON.stringify(made));
  return made;
}

/** Nothing of an address but its host and its campaign, as `utm_…` names one. */
export function originOf(landing: string, referrer: string): Origin {
  const { host, searchParams } = new URL(landing);
  const from = URL.canParse(referrer) ? new URL(referrer) : undefined;
  const said = (name: string) => (searchParams.get(`utm_${name}`) ?? "").slice(0, longest);
  return {
    referrer_host: from && from.host !== host ? from.hostname : "",
    campaign: { source: said("source"), medium: said("medium"), name: said("campaign") },
  };
}
