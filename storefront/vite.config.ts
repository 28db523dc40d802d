import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { compression, defineAlgorithm } from "vite-plugin-compression2";
import { defineConfig } from "vitest/config";

import { messageCatalogues } from "./build/message-catalogues.ts";
import { preloadApplication } from "./build/preload-application.ts";

/** Where a running platform answers, for `npm run dev`; `make up` says its address. */
const platform = process.env.PLATFORM ?? "http://127.0.0.1:8080";

/**
 * What every first view needs is fetched in few pieces, which compress better: libraries, which
 * rarely change, and our own. What only some pages share stays in chunks of its own.
 */
const firstView = [
  {
    name: "libraries",
    test: /node_modules\/(react|react-dom|scheduler|use-sync-external-store|@tanstack|@lingui)\//,
  },
  {
    name: "shared",
    test: /src\/(api|components|i18n|session|clickstream)\/(?!attempt-keys|appearance-fields|breadcrumbs|collector|dialog|field|use-form)/,
    minShareCount: 2,
  },
];

export default defineConfig({
  plugins: [
    react(),
    messageCatalogues(),
    preloadApplication(),
    // CloudFront compresses by itself; the local edge serves these.
    compression({
      threshold: 1000,
      algorithms: [defineAlgorithm("gzip"), defineAlgorithm("brotliCompress")],
    }),
  ],
  resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
  build: {
    target: "es2023",
    sourcemap: "hidden",
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: { output: { codeSplitting: { groups: firstView } } },
  },
  server: {
    host: "127.0.0.1",
    proxy: Object.fromEntries(
      ["/api", "/core", "/media", "/dev"].map((path) => [path, { target: platform }]),
    ),
  },
  test: {
    environment: "jsdom",
    globals: true,
    setupFiles: ["src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
