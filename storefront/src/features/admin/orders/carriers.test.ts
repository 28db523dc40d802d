import { trackingUrl } from "./carriers";

it.each([
  ["ups", " 1Z 9 ", "https://www.ups.com/track?tracknum=1Z%209"],
  ["DHL", "", ""],
  ["Uncle Bob", "7", ""],
])("%s shows parcel %j at %j", (carrier, number, url) => {
  expect(trackingUrl(carrier, number)).toBe(url);
});
