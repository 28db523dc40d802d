import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { ButtonLink } from "@/components/button";
import { Icon } from "@/components/icon";
import { Badge, ProblemNotice } from "@/components/notice";
import { t } from "@/i18n/t";

import { DataTable } from "../components/data-table";
import { ListOrEditor } from "../components/list-or-editor";
import { PageHead } from "../components/page-head";
import { promotionsQuery } from "./documents";
import { promotionInWords } from "./in-words";
import { PromotionForm } from "./promotion-form";
import { useCategoryNames } from "./category-names";

export function PromotionsPage() {
  const promotions = useQuery(promotionsQuery());
  return (
    <ListOrEditor
      list={<Promotions />}
      editor={(id, onDone, onClose) => {
        const stored = promotions.data?.find((promotion) => promotion.id === id);
        return (
          <>
            <PageHead
              title={stored?.data.label ?? t("adminCatalog.newPromotion")}
              before={<Link to="/admin/promotions">{t("adminCatalog.promotions")}</Link>}
            />
            {(stored ?? id === "new") && (
              <PromotionForm stored={stored} onDone={onDone} onClose={onClose} />
            )}
          </>
        );
      }}
    />
  );
}

function Promotions() {
  const promotions = useQuery(promotionsQuery());
  const nameOf = useCategoryNames();
  return (
    <>
      <PageHead title={t("adminCatalog.promotions")} intro={t("adminCatalog.promotionsIntro")}>
        <ButtonLink to="/admin/promotions" search={{ id: "new" }} look="primary">
          <Icon name="plus" /> {t("adminCatalog.newPromotion")}
        </ButtonLink>
      </PageHead>
      {promotions.error ? (
        <ProblemNotice error={promotions.error} retry={() => void promotions.refetch()} />
      ) : (
        <DataTable
          caption={t("adminCatalog.promotions")}
          rows={promotions.data}
          rowKey={(promotion) => promotion.id}
          empty={t("adminCatalog.noPromotions")}
          columns={[
            {
              key: "label",
              label: t("adminCatalog.field.name"),
              head: true,
              cell: ({ id, data }) => (
                <Link to="/admin/promotions" search={{ id }}>
                  {data.label}
                </Link>
              ),
            },
            {
              key: "codes",
              label: t("adminCatalog.field.codes"),
              cell: ({ data }) => data.codes.join(", "),
            },
            {
              key: "words",
              label: t("adminCatalog.field.effect"),
              cell: ({ data }) => promotionInWords(data, nameOf),
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
