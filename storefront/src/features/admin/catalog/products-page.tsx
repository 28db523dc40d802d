import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";

import { ButtonLink } from "@/components/button";
import { SelectField, TextField } from "@/components/field";
import { Icon } from "@/components/icon";
import { Badge, ProblemNotice } from "@/components/notice";
import { formatMoment } from "@/i18n/format";
import { t } from "@/i18n/t";

import { DataTable } from "../components/data-table";
import { FilterBar } from "../components/filter-bar";
import { textsOf } from "../components/form-data";
import { LoadMore } from "../components/load-more";
import { PageHead } from "../components/page-head";
import { asStatus, productsQuery, statuses } from "./products";
import { StatusBadge, statusLabels } from "./status-badge";

/** All products, on sale or not. */
export function ProductsPage() {
  const { q, status } = useSearch({ from: "/admin/products" });
  const navigate = useNavigate({ from: "/admin/products" });
  const products = useInfiniteQuery(productsQuery({ q, status: asStatus(status) }));
  const rows = products.data?.pages.flatMap((page) => page.products);
  return (
    <>
      <PageHead title={t("adminCatalog.products")}>
        <ButtonLink to="/admin/import">{t("admin.navImport")}</ButtonLink>
        <ButtonLink to="/admin/products/$productId" params={{ productId: "new" }} look="primary">
          <Icon name="plus" /> {t("adminCatalog.newProduct")}
        </ButtonLink>
      </PageHead>
      <FilterBar
        key={`${q ?? ""} ${status ?? ""}`}
        label={t("adminCatalog.findProducts")}
        onApply={(form) => {
          void navigate({ search: textsOf(form, "q", "status") });
        }}
        onReset={q || status ? () => void navigate({ search: {} }) : undefined}
      >
        <TextField
          type="search"
          name="q"
          label={t("adminCatalog.productWords")}
          defaultValue={q}
          unmarked
        />
        <SelectField name="status" label={t("adminCatalog.status")} defaultValue={status}>
          <option value="">{t("adminCatalog.anyStatus")}</option>
          {statuses.map((each) => (
            <option key={each} value={each}>
              {t(statusLabels[each])}
            </option>
          ))}
        </SelectField>
      </FilterBar>
      {products.error && !rows ? (
        <ProblemNotice error={products.error} retry={() => void products.refetch()} />
      ) : (
        <DataTable
          caption={t("adminCatalog.products")}
          rows={rows}
          rowKey={(row) => row.id}
          empty={t(q || status ? "adminCatalog.noProductsFound" : "adminCatalog.noProducts")}
          columns={[
            {
              key: "title",
              label: t("adminCatalog.title"),
              head: true,
              cell: (row) => (
                <Link to="/admin/products/$productId" params={{ productId: row.id }}>
                  {row.title}
                </Link>
              ),
            },
            { key: "brand", label: t("adminCatalog.brand"), cell: (row) => row.brand },
            {
              key: "status",
              label: t("adminCatalog.status"),
              cell: (row) => <StatusBadge status={row.status} />,
            },
            {
              key: "stock",
              label: t("adminCatalog.availability"),
              cell: (row) =>
                row.in_stock ? (
                  t("adminCatalog.inStock")
                ) : (
                  <Badge tone="caution">{t("adminCatalog.outOfStock")}</Badge>
                ),
            },
            { key: "handle", label: t("adminCatalog.handle"), cell: (row) => row.handle },
            {
              key: "updated",
              label: t("adminCatalog.changed"),
              cell: (row) => <time dateTime={row.updated_at}>{formatMoment(row.updated_at)}</time>,
            },
          ]}
        />
      )}
      <LoadMore query={products} shown={rows?.length ?? 0} />
    </>
  );
}
