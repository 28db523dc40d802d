import { createRootRoute } from "@tanstack/react-router";

import { ErrorPage } from "./error-page";
import { NotFoundPage } from "./not-found-page";

/** What every page hangs from. A value with a type of its own: a generic parent would make links untyped. */
export const root = createRootRoute({
  errorComponent: ErrorPage,
  notFoundComponent: NotFoundPage,
});
