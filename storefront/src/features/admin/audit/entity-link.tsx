import { Link } from "@tanstack/react-router";

import type { AuditEntry } from "./entry";

const pages = {
  category: "/admin/categories",
  "price-list": "/admin/price-lists",
  promotion: "/admin/promotions",
  "shipping-method": "/admin/shipping",
  "tax-rate": "/admin/taxes",
} as const;

/** The thing that was changed, by the name it had or has, with the way to it. */
export function EntityLink({ entry }: { entry: AuditEntry }) {
  const { entity, entity_id: id } = entry;
  const name = nameIn(entry) ?? id;
  if (entity === "product") {
    return (
      <Link to="/admin/products/$productId" params={{ productId: id }}>
        {name}
      </Link>
    );
  }
  if (!(entity in pages) || entry.action === "deleted") return <>{name}</>;
  return (
    <Link to={pages[entity as keyof typeof pages]} search={{ id }}>
      {name}
    </Link>
  );
}

/** What the thing was called after the change, or before it, if the change tells. */
function nameIn({ changes }: AuditEntry): string | undefined {
  const [before, after] = changes.title ?? changes.name ?? changes.label ?? [];
  const name: unknown = after ?? before;
  return typeof name === "string" ? name : undefined;
}
