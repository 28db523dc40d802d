import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { ButtonLink } from "@/components/button";
import { Icon } from "@/components/icon";
import { Badge, ProblemNotice } from "@/components/notice";
import { t } from "@/i18n/t";

import { DataTable } from "../components/data-table";
import { ListOrEditor } from "../components/list-or-editor";
import { PageHead } from "../components/page-head";
import { shippingMethodsQuery } from "./documents";
import { countryName } from "./places";
import { ShippingForm } from "./shipping-form";

export function ShippingPage() {
  const methods = useQuery(shippingMethodsQuery());
  return (
    <ListOrEditor
      list={<ShippingMethods />}
      editor={(id, onDone, onClose) => {
        const stored = methods.data?.find((method) => method.id === id);
        return (
          <>
            <PageHead
              title={stored?.data.name ?? t("adminCatalog.newShippingMethod")}
              before={<Link to="/admin/shipping">{t("adminCatalog.shipping")}</Link>}
            />
            {(stored ?? id === "new") && (
              <ShippingForm stored={stored} onDone={onDone} onClose={onClose} />
            )}
          </>
        );
      }}
    />
  );
}

function ShippingMethods() {
  const methods = useQuery(shippingMethodsQuery());
  return (
    <>
      <PageHead title={t("adminCatalog.shipping")} intro={t("adminCatalog.shippingIntro")}>
        <ButtonLink to="/admin/shipping" search={{ id: "new" }} look="primary">
          <Icon name="plus" /> {t("adminCatalog.newShippingMethod")}
        </ButtonLink>
      </PageHead>
      {methods.error ? (
        <ProblemNotice error={methods.error} retry={() => void methods.refetch()} />
      ) : (
        <DataTable
          caption={t("adminCatalog.shipping")}
          rows={methods.data}
          rowKey={(method) => method.id}
          empty={t("adminCatalog.noShippingMethods")}
          columns={[
            {
              key: "name",
              label: t("adminCatalog.field.name"),
              head: true,
              cell: ({ id, data }) => (
                <Link to="/admin/shipping" search={{ id }}>
                  {data.name}
                </Link>
              ),
            },
            { key: "code", label: t("adminCatalog.field.code"), cell: ({ data }) => data.code },
            {
              key: "places",
              label: t("adminCatalog.field.locations"),
              cell: ({ data }) => placesOf(data.zones.flatMap((zone) => zone.locations)),
            },
            {
              key: "days",
              label: t("adminCatalog.deliveryDays"),
              cell: ({ data }) => `${data.min_days}–${data.max_days}`,
            },
            {
              key: "active",
              label: t("adminCatalog.status"),
              cell: ({ data }) => (
                <Badge tone={data.active ? "good" : "neutral"}>
                  {t(data.active ? "adminCatalog.field.active" : "adminCatalog.switchedOff")}
                </Badge>
              ),
            },
          ]}
        />
      )}
    </>
  );
}

const namedPlaces = 4;

/** The first few places, and how many more there are. */
function placesOf(locations: readonly { country: string }[]): string {
  const names = [...new Set(locations.map(({ country }) => countryName(country)))];
  const more = names.length - namedPlaces;
  const shown = names.slice(0, namedPlaces).join(", ");
  return more > 0 ? t("adminCatalog.andMore", { shown, count: more }) : shown;
}
