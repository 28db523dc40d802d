import "@testing-library/jest-dom/vitest";

import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";

import { activate, alsoSpeak } from "@/i18n/activate";

beforeEach(async () => {
  localStorage.clear();
  await activate("en");
  await alsoSpeak("personal");
});
afterEach(cleanup);
