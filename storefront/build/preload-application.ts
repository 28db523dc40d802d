import type { Plugin } from "vite";

/**
 * Tells the page to fetch the application at once. The entry imports it dynamically, beside the
 * messages of the visitor's language; without this the fetch would wait for the entry to run.
 */
export function preloadApplication(): Plugin {
  return {
    name: "preload-application",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_, { bundle }) {
        const chunk = Object.values(bundle ?? {}).find(
          (file) => file.type === "chunk" && file.facadeModuleId?.endsWith("src/app/start.tsx"),
        );
        if (chunk?.type !== "chunk") return [];
        return [chunk.fileName, ...chunk.imports].map((file) => ({
          tag: "link",
          attrs: { rel: "modulepreload", crossorigin: true, href: `/${file}` },
          injectTo: "head",
        }));
      },
    },
  };
}
