import { isOrderStatus, type OrderStatus } from "./order";

/** What the list of orders shows; it lives in the address. Days are `YYYY-MM-DD`. */
export interface OrdersFilter {
  q?: string;
  status?: OrderStatus;
  from?: string;
  to?: string;
}

/** The filter of an address; what makes no sense in it is left out. */
export function parseOrdersFilter(query: Record<string, unknown>): OrdersFilter {
  const { q, status, from, to } = query;
  return {
    ...(typeof q === "string" && q.trim() ? { q: q.trim() } : {}),
    ...(isOrderStatus(status) ? { status } : {}),
    ...(isDay(from) ? { from } : {}),
    ...(isDay(to) ? { to } : {}),
  };
}

function isDay(value: unknown): value is string {
  return (
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\d$/.test(value) &&
    !Number.isNaN(Date.parse(`${value}T00:00:00`))
  );
}

/** The filter as the API takes it. Days are those of the person's own clock, both included. */
export function queryOf({ q, status, from, to }: OrdersFilter) {
  return {
    ...(q?.includes("@") ? { email: q } : q ? { number: writtenNumber(q) } : {}),
    ...(status ? { status } : {}),
    ...(from ? { placed_from: startOf(from, 0) } : {}),
    ...(to ? { placed_to: startOf(to, 1) } : {}),
  };
}

/** An order number as we write it, however somebody copied it: `kx4m 7qpd`. */
function writtenNumber(typed: string): string {
  const letters = typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
  return `${letters.slice(0, 4)}-${letters.slice(4)}`.slice(0, 20);
}

function startOf(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
