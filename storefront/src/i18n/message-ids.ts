import type account from "@/locales/en/account.json";
import type admin from "@/locales/en/admin.json";
import type adminCatalog from "@/locales/en/admin-catalog.json";
import type adminOrders from "@/locales/en/admin-orders.json";
import type cart from "@/locales/en/cart.json";
import type catalog from "@/locales/en/catalog.json";
import type checkout from "@/locales/en/checkout.json";
import type common from "@/locales/en/common.json";
import type consent from "@/locales/en/consent.json";
import type home from "@/locales/en/home.json";
import type orders from "@/locales/en/orders.json";
import type privacy from "@/locales/en/privacy.json";
import type problem from "@/locales/en/problem.json";
import type search from "@/locales/en/search.json";

type Catalogue = typeof account &
  typeof admin &
  typeof adminCatalog &
  typeof adminOrders &
  typeof cart &
  typeof catalog &
  typeof checkout &
  typeof common &
  typeof consent &
  typeof home &
  typeof orders &
  typeof privacy &
  typeof problem &
  typeof search;

/** Every message that English has; a test holds the other languages to the same list. */
export type MessageId = keyof Catalogue;
