import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import ts from "typescript-eslint";

// Imports point one way: what is shared <- features <- app. A feature reaches another through its
// `api` folder alone: data and actions may be shared, pages and their parts may not.
const noApp = {
  group: ["@/app/**"],
  message: "Only the application knows its routes and its shell.",
};
const noFeatures = { group: ["@/features/**"], message: "What is shared knows no feature." };
const noForeignParts = {
  group: ["@/features/**", "!@/features/*", "!@/features/*/api", "!@/features/*/api/**"],
  message: "Reach another feature through its api folder; import your own with a relative path.",
};
const restrict = (...patterns) => ({ "no-restricted-imports": ["error", { patterns }] });

export default ts.config(
  { ignores: ["dist", "src/api/schema.gen.d.ts"] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...ts.configs.stylisticTypeChecked,
  reactHooks.configs.flat.recommended,
  jsxA11y.flatConfigs.strict,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["eslint.config.js"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-misused-promises": [
        "error",
        { checksVoidReturn: { attributes: false } },
      ],
      // TanStack Router's redirect() and notFound() are thrown, by design.
      "@typescript-eslint/only-throw-error": "off",
    },
  },
  {
    files: ["src/**"],
    ignores: ["src/app/**", "src/features/**", "src/main.tsx"],
    rules: restrict(noApp, noFeatures),
  },
  { files: ["src/features/**"], rules: restrict(noApp, noForeignParts) },
  { files: ["eslint.config.js"], ...ts.configs.disableTypeChecked },
);
