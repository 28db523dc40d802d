import { activate } from "@/i18n/activate";

import { toPercent, toShare } from "./percent";

it.each([
  ["0.19", "19"],
  ["0.07", "7"],
  ["0.075", "7.5"],
  ["0.1", "10"],
  ["0.000001", "0.0001"],
  ["0", "0"],
  ["1", "100"],
  ["1.000", "100"],
])("writes the share %s as %s percent", (share, percent) => {
  expect(toPercent(share)).toBe(percent);
});

it("writes a German percentage with a comma", async () => {
  await activate("de");
  expect(toPercent("0.075")).toBe("7,5");
});

it.each([
  ["19", "0.19"],
  ["7,5", "0.075"],
  ["7.50", "0.075"],
  ["0", "0"],
  ["100", "1"],
  ["5", "0.05"],
  ["100.0", "1"],
])("reads %s percent as the share %s", (percent, share) => {
  expect(toShare(percent)).toBe(share);
});

it.each(["", "101", "100.5", "-3", "abc", "7.12345", "200"])("takes %j for none", (percent) => {
  expect(toShare(percent)).toBeUndefined();
});
