import { createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";

import { categoriesQuery } from "@/features/catalog/api/categories";
import { productPageQuery } from "@/features/catalog/api/product-page";
import { homePageQuery } from "@/features/home/api/home-page";
import { parseSearch, type SearchParams } from "@/features/search/api/search-params";
import { alsoSpeak } from "@/i18n/activate";

import { parseAddress, writeAddress } from "./address";
import { adminRoutes } from "./admin-routes";
import { ErrorPage } from "./error-page";
import { NotFoundPage } from "./not-found-page";
import { begin, beginPages } from "./query-client";
import { root } from "./root-route";
import { Shell } from "./shell";

// Every page of the shop, and where its parts are. Pages are fetched when they are first needed;
// a page's data is asked for at the same time as its code.

const shop = createRoute({
  getParentRoute: () => root,
  id: "shop",
  component: Shell,
  loader: () => begin(categoriesQuery()),
});
const parent = { getParentRoute: () => shop };

const home = createRoute({
  ...parent,
  path: "/",
  loader: () => begin(homePageQuery()),
  component: lazyRouteComponent(() => import("@/features/home/home-page"), "HomePage"),
});

const category = createRoute({
  ...parent,
  path: "/categories/$slug",
  validateSearch: parseSearch,
  loader: ({ params, location }) =>
    beginListing({ ...parseSearch(location.search), category: params.slug }),
  component: lazyRouteComponent(() => import("@/features/search/category-page"), "CategoryPage"),
});

/** The listing's own code is none of a first view's: it asks as soon as it is there. */
function beginListing(params: SearchParams): void {
  void import("@/features/search/api/listing").then(({ listingQuery }) =>
    beginPages(listingQuery(params)),
  );
}

const search = createRoute({
  ...parent,
  path: "/search",
  validateSearch: parseSearch,
  loader: ({ location }) => beginListing(parseSearch(location.search)),
  component: lazyRouteComponent(() => import("@/features/search/search-page"), "SearchPage"),
});

const product = createRoute({
  ...parent,
  path: "/products/$slug",
  validateSearch: (query: Record<string, unknown>): { sku?: string } =>
    typeof query.sku === "string" ? { sku: query.sku } : {},
  loader: ({ params }) => begin(productPageQuery(params.slug)),
  component: lazyRouteComponent(() => import("@/features/catalog/product-page"), "ProductPage"),
});

const cart = createRoute({
  ...parent,
  path: "/cart",
  component: lazyRouteComponent(() => import("@/features/cart/cart-page"), "CartPage"),
});

/** Pages around a purchase and an account: they say more than a first view should fetch. */
const personal = createRoute({
  ...parent,
  id: "personal",
  loader: () => alsoSpeak("personal"),
});
const owner = { getParentRoute: () => personal };

const checkout = createRoute({
  ...owner,
  path: "/checkout",
  component: lazyRouteComponent(() => import("@/features/checkout/checkout-page"), "CheckoutPage"),
});

/** What the payment provider's page adds when it sends the customer back. */
interface OrderSearch {
  returned?: boolean;
  cancelled?: boolean;
  payment?: string;
}

const order = createRoute({
  ...owner,
  path: "/orders/$orderId",
  validateSearch: (query: Record<string, unknown>): OrderSearch => ({
    ...(query.returned ? { returned: true } : {}),
    ...(query.cancelled ? { cancelled: true } : {}),
    ...(typeof query.payment === "string" ? { payment: query.payment } : {}),
  }),
  component: lazyRouteComponent(() => import("@/features/orders/order-page"), "OrderPage"),
});

const findOrder = createRoute({
  ...owner,
  path: "/orders",
  component: lazyRouteComponent(() => import("@/features/orders/find-order-page"), "FindOrderPage"),
});

const account = createRoute({
  ...owner,
  path: "/account",
  component: lazyRouteComponent(() => import("@/features/account/account-layout"), "AccountLayout"),
});

const accountPages = [
  createRoute({
    getParentRoute: () => account,
    path: "/",
    component: lazyRouteComponent(() => import("@/features/account/overview-page"), "OverviewPage"),
  }),
  createRoute({
    getParentRoute: () => account,
    path: "/orders",
    component: lazyRouteComponent(
      () => import("@/features/orders/order-history-page"),
      "OrderHistoryPage",
    ),
  }),
  createRoute({
    getParentRoute: () => account,
    path: "/security",
    component: lazyRouteComponent(() => import("@/features/account/security-page"), "SecurityPage"),
  }),
  createRoute({
    getParentRoute: () => account,
    path: "/preferences",
    component: lazyRouteComponent(
      () => import("@/features/account/preferences-page"),
      "PreferencesPage",
    ),
  }),
] as const;

/** Where to go on after signing in: a path of ours, never another site. */
export interface SignInSearch {
  next?: string;
}

const signInSearch = (query: Record<string, unknown>): SignInSearch =>
  typeof query.next === "string" && /^\/(?![/\\])/.test(query.next) ? { next: query.next } : {};

const signIn = createRoute({
  ...owner,
  path: "/sign-in",
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import("@/features/account/sign-in-page"), "SignInPage"),
});

const signUp = createRoute({
  ...owner,
  path: "/sign-up",
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import("@/features/account/sign-up-page"), "SignUpPage"),
});

const confirm = createRoute({
  ...owner,
  path: "/confirm",
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import("@/features/account/confirm-page"), "ConfirmPage"),
});

const forgotPassword = createRoute({
  ...owner,
  path: "/forgot-password",
  component: lazyRouteComponent(
    () => import("@/features/account/forgot-password-page"),
    "ForgotPasswordPage",
  ),
});

const resetPassword = createRoute({
  ...owner,
  path: "/reset-password",
  component: lazyRouteComponent(
    () => import("@/features/account/reset-password-page"),
    "ResetPasswordPage",
  ),
});

const privacy = createRoute({
  ...owner,
  path: "/privacy",
  component: lazyRouteComponent(() => import("@/features/home/privacy-page"), "PrivacyPage"),
});

/** Any other address: the shop around it stays, and leads on. */
const elsewhere = createRoute({ ...parent, path: "$", component: NotFoundPage });

const tree = root.addChildren([
  shop.addChildren([
    home,
    category,
    search,
    product,
    cart,
    personal.addChildren([
      checkout,
      order,
      findOrder,
      account.addChildren(accountPages),
      signIn,
      signUp,
      confirm,
      forgotPassword,
      resetPassword,
      privacy,
    ]),
    elsewhere,
  ]),
  adminRoutes(),
]);

export const router = createRouter({
  routeTree: tree,
  parseSearch: parseAddress,
  stringifySearch: writeAddress,
  scrollRestoration: true,
  defaultPreload: "intent",
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: ErrorPage,
  // Text that is rendered moves nothing; a pending page keeps the one before for a moment.
  defaultPendingMs: 300,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
