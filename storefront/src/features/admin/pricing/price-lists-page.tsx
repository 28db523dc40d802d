import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";

import { ButtonLink } from "@/components/button";
import { Icon } from "@/components/icon";
import { Badge, ProblemNotice } from "@/components/notice";
import { t } from "@/i18n/t";

import { DataTable } from "../components/data-table";
import { ListOrEditor } from "../components/list-or-editor";
import { PageHead } from "../components/page-head";
import { periodInWords } from "./in-words";
import { PriceListForm } from "./price-list-form";
import { priceListsQuery, toStored } from "./price-lists";
import { PricesEditor } from "./prices-editor";

export function PriceListsPage() {
  const { view } = useSearch({ from: "/admin/price-lists" });
  const lists = useQuery(priceListsQuery());
  return (
    <ListOrEditor
      list={<PriceLists />}
      editor={(id, onDone, onClose) => {
        const list = lists.data?.find((one) => one.id === id);
        return (
          <>
            <PageHead
              title={list?.name ?? t("adminCatalog.newPriceList")}
              before={<Link to="/admin/price-lists">{t("adminCatalog.priceLists")}</Link>}
              intro={list && view === "prices" && t("adminCatalog.pricesIntro")}
            />
            {list && view === "prices" ? (
              <PricesEditor list={list} />
            ) : (
              (list ?? id === "new") && (
                <PriceListForm stored={list && toStored(list)} onDone={onDone} onClose={onClose} />
              )
            )}
          </>
        );
      }}
    />
  );
}

function PriceLists() {
  const lists = useQuery(priceListsQuery());
  return (
    <>
      <PageHead title={t("adminCatalog.priceLists")} intro={t("adminCatalog.priceListsIntro")}>
        <ButtonLink to="/admin/price-lists" search={{ id: "new" }} look="primary">
          <Icon name="plus" /> {t("adminCatalog.newPriceList")}
        </ButtonLink>
      </PageHead>
      {lists.error ? (
        <ProblemNotice error={lists.error} retry={() => void lists.refetch()} />
      ) : (
        <DataTable
          caption={t("adminCatalog.priceLists")}
          rows={lists.data}
          rowKey={(list) => list.id}
          empty={t("adminCatalog.noPriceLists")}
          columns={[
            {
              key: "name",
              label: t("adminCatalog.field.name"),
              head: true,
              cell: ({ id, name }) => (
                <Link to="/admin/price-lists" search={{ id, view: "prices" }}>
                  {name}
                </Link>
              ),
            },
            { key: "code", label: t("adminCatalog.field.code"), cell: ({ code }) => code },
            {
              key: "currency",
              label: t("adminCatalog.field.currency"),
              cell: ({ currency }) => currency,
            },
            {
              key: "kind",
              label: t("adminCatalog.kind"),
              cell: ({ is_base, active }) => (
                <Badge tone={is_base ? "note" : active ? "good" : "neutral"}>
                  {t(
                    is_base
                      ? "adminCatalog.field.is_base"
                      : active
                        ? "adminCatalog.saleList"
                        : "adminCatalog.switchedOff",
                  )}
                </Badge>
              ),
            },
            {
              key: "priority",
              label: t("adminCatalog.field.priority"),
              numeric: true,
              cell: ({ priority }) => priority,
            },
            { key: "period", label: t("adminCatalog.period"), cell: periodInWords },
            {
              key: "settings",
              label: <span className="visually-hidden">{t("admin.actions")}</span>,
              cell: ({ id, name }) => (
                <ButtonLink
                  to="/admin/price-lists"
                  search={{ id }}
                  size="small"
                  aria-label={t("adminCatalog.editNamed", { name })}
                >
                  {t("common.edit")}
                </ButtonLink>
              ),
            },
          ]}
        />
      )}
    </>
  );
}
