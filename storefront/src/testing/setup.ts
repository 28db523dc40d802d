import "@testing-library/jest-dom/vitest";

import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";

import { activate } from "@/i18n/activate";

beforeEach(async () => {
  localStorage.clear();
  await activate("en");
});
afterEach(cleanup);
