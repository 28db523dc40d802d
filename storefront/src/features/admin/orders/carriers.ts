const pages: Readonly<Record<string, string>> = {
  DHL: "https://www.dhl.de/en/privatkunden/pakete-empfangen/verfolgen.html?piececode=",
  DPD: "https://tracking.dpd.de/status/en_US/parcel/",
  FedEx: "https://www.fedex.com/fedextrack/?trknbr=",
  GLS: "https://gls-group.com/track/",
  UPS: "https://www.ups.com/track?tracknum=",
};

/** Carriers whose tracking pages we know; others can be typed. */
export const carriers: readonly string[] = Object.keys(pages);

/** Where a carrier shows a parcel; empty when we do not know. */
export function trackingUrl(carrier: string, number: string): string {
  const name = carriers.find((known) => known.toLowerCase() === carrier.trim().toLowerCase());
  const page = name && pages[name];
  return page && number.trim() ? page + encodeURIComponent(number.trim()) : "";
}
