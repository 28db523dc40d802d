import type { IconName } from "@/components/icon";
import type { MessageId } from "@/i18n/t";

import type { StaffGroup } from "./components/staff";

interface Entry {
  to: string;
  label: MessageId;
  icon: IconName;
  /** Those who may use the page: the same groups that its API admits. */
  groups: readonly StaffGroup[];
}

interface Section {
  label: MessageId;
  entries: readonly Entry[];
}

/** Every page of the staff, by what it is about. */
export const sections: readonly Section[] = [
  {
    label: "admin.navSales",
    entries: [
      { to: "/admin/orders", label: "admin.navOrders", icon: "box", groups: ["orders", "support"] },
      {
        to: "/admin/payments",
        label: "admin.navPayments",
        icon: "shield",
        groups: ["orders", "support"],
      },
      {
        to: "/admin/customers",
        label: "admin.navCustomers",
        icon: "people",
        groups: ["support"],
      },
    ],
  },
  {
    label: "admin.navCatalog",
    entries: [
      { to: "/admin/products", label: "admin.navProducts", icon: "tag", groups: ["catalog"] },
      { to: "/admin/categories", label: "admin.navCategories", icon: "menu", groups: ["catalog"] },
      {
        to: "/admin/stock",
        label: "admin.navStock",
        icon: "chart",
        groups: ["orders", "support"],
      },
      { to: "/admin/import", label: "admin.navImport", icon: "upload", groups: ["catalog"] },
      { to: "/admin/synonyms", label: "admin.navSearch", icon: "search", groups: ["catalog"] },
    ],
  },
  {
    label: "admin.navPricing",
    entries: [
      { to: "/admin/price-lists", label: "admin.navPriceLists", icon: "tag", groups: ["catalog"] },
      {
        to: "/admin/promotions",
        label: "admin.navPromotions",
        icon: "check",
        groups: ["catalog"],
      },
      { to: "/admin/shipping", label: "admin.navShipping", icon: "truck", groups: ["catalog"] },
      { to: "/admin/taxes", label: "admin.navTaxes", icon: "info", groups: ["catalog"] },
    ],
  },
  {
    label: "admin.navWatch",
    entries: [
      {
        to: "/admin/operations",
        label: "admin.navOperations",
        icon: "pulse",
        groups: ["operations"],
      },
      { to: "/admin/audit", label: "admin.navAudit", icon: "clock", groups: ["catalog"] },
    ],
  },
];

function mayUse(entry: Entry, groups: readonly string[]): boolean {
  return entry.groups.some((group) => groups.includes(group));
}

/** The sections with the pages that these groups open; a section without any is left out. */
export function sectionsFor(groups: readonly string[]): Section[] {
  return sections
    .map((section) => ({
      ...section,
      entries: section.entries.filter((entry) => mayUse(entry, groups)),
    }))
    .filter((section) => section.entries.length > 0);
}

/** Whether the groups open the page at a path; the start page is everybody's. */
export function mayOpen(path: string, groups: readonly string[]): boolean {
  const entry = sections
    .flatMap((section) => section.entries)
    .find(({ to }) => path === to || path.startsWith(`${to}/`));
  return !entry || mayUse(entry, groups);
}
