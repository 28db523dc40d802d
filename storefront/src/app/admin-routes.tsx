import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { alsoSpeak } from "@/i18n/activate";

import { root } from "./root-route";

/** Takes the named texts from an address's query; an empty one is none. */
function texts<Name extends string>(...names: readonly Name[]) {
  return (query: Record<string, unknown>) =>
    Object.fromEntries(
      names
        .map((name) => [name, query[name]] as const)
        .filter(([, text]) => text && typeof text === "string"),
    ) as Partial<Record<Name, string>>;
}

/** The staff's pages, `/admin/…`: code and messages of their own, which no customer fetches. */
export function adminRoutes() {
  const admin = createRoute({
    getParentRoute: () => root,
    path: "/admin",
    loader: () => alsoSpeak("admin"),
    component: lazyRouteComponent(() => import("@/features/admin/admin-layout"), "AdminLayout"),
  });
  const parent = { getParentRoute: () => admin };
  // Not written inside the call: it would give the routes its own loose type, and links none at all.
  const pages = [
    createRoute({
      ...parent,
      path: "/",
      component: lazyRouteComponent(() => import("@/features/admin/start-page"), "StartPage"),
    }),
    createRoute({
      ...parent,
      path: "/products",
      validateSearch: (query: Record<string, unknown>): { q?: string; status?: string } => ({
        ...(typeof query.q === "string" && query.q ? { q: query.q } : {}),
        ...(typeof query.status === "string" ? { status: query.status } : {}),
      }),
      component: lazyRouteComponent(
        () => import("@/features/admin/catalog/products-page"),
        "ProductsPage",
      ),
    }),
    createRoute({
      ...parent,
      path: "/products/$productId",
      component: lazyRouteComponent(
        () => import("@/features/admin/catalog/product-editor-page"),
        "ProductEditorPage",
      ),
    }),
    createRoute({
      ...parent,
      path: "/import",
      component: lazyRouteComponent(
        () => import("@/features/admin/catalog/import-page"),
        "ImportPage",
      ),
    }),
    createRoute({
      ...parent,
      path: "/categories",
      validateSearch: texts("id"),
      component: lazyRouteComponent(
        () => import("@/features/admin/catalog/categories-page"),
        "CategoriesPage",
      ),
    }),
    createRoute({
      ...parent,
      path: "/stock",
      validateSearch: texts("q", "below"),
      component: lazyRouteComponent(
        () => import("@/features/admin/catalog/stock-page"),
        "StockPage",
      ),
    }),
    createRoute({
      ...parent,
      path: "/price-lists",
      validateSearch: texts("id", "view"),
      component: lazyRouteComponent(
        () => import("@/features/admin/pricing/price-lists-page"),
        "PriceListsPage",
      ),
    }),
    createRoute({
      ...parent,
      path: "/promotions",
      validateSearch: texts("id"),
      component: lazyRouteComponent(
        () => import("@/features/admin/pricing/promotions-page"),
        "PromotionsPage",
      ),
    }),
    createRoute({
      ...parent,
      path: "/taxes",
      validateSearch: texts("id"),
      component: lazyRouteComponent(
        () => import("@/features/admin/pricing/taxes-page"),
        "TaxesPage",
      ),
    }),
    createRoute({
      ...parent,
      path: "/shipping",
      validateSearch: texts("id"),
      component: lazyRouteComponent(
        () => import("@/features/admin/pricing/shipping-page"),
        "ShippingPage",
      ),
    }),
    createRoute({
      ...parent,
      path: "/synonyms",
      component: lazyRouteComponent(
        () => import("@/features/admin/catalog/synonyms-page"),
        "SynonymsPage",
      ),
    }),
    createRoute({
      ...parent,
      path: "/audit",
      validateSearch: texts("entity", "id"),
      component: lazyRouteComponent(() => import("@/features/admin/audit/audit-page"), "AuditPage"),
    }),
    createRoute({
      ...parent,
      path: "/orders",
      validateSearch: texts("q", "status", "from", "to"),
      component: lazyRouteComponent(
        () => import("@/features/admin/orders/orders-page"),
        "OrdersPage",
      ),
    }),
    createRoute({
      ...parent,
      path: "/orders/$orderId",
      component: lazyRouteComponent(
        () => import("@/features/admin/orders/order-page"),
        "OrderPage",
      ),
    }),
    createRoute({
      ...parent,
      path: "/payments",
      validateSearch: texts("status"),
      component: lazyRouteComponent(
        () => import("@/features/admin/payments/payments-page"),
        "PaymentsPage",
      ),
    }),
    createRoute({
      ...parent,
      path: "/payments/reconciliation",
      component: lazyRouteComponent(
        () => import("@/features/admin/payments/reconciliation-page"),
        "ReconciliationPage",
      ),
    }),
    createRoute({
      ...parent,
      path: "/payments/$paymentId",
      component: lazyRouteComponent(
        () => import("@/features/admin/payments/payment-page"),
        "PaymentPage",
      ),
    }),
    createRoute({
      ...parent,
      path: "/customers",
      validateSearch: texts("q"),
      component: lazyRouteComponent(
        () => import("@/features/admin/customers/customers-page"),
        "CustomersPage",
      ),
    }),
    createRoute({
      ...parent,
      path: "/customers/$customerId",
      component: lazyRouteComponent(
        () => import("@/features/admin/customers/customer-page"),
        "CustomerPage",
      ),
    }),
    createRoute({
      ...parent,
      path: "/operations",
      component: lazyRouteComponent(
        () => import("@/features/admin/operations/operations-page"),
        "OperationsPage",
      ),
    }),
    createRoute({
      ...parent,
      path: "/operations/dead-letters/$queue",
      component: lazyRouteComponent(
        () => import("@/features/admin/operations/dead-letters-page"),
        "DeadLettersPage",
      ),
    }),
  ] as const;
  return admin.addChildren(pages);
}
