import { ButtonLink } from "@/components/button";
import { t } from "@/i18n/t";

export function NotFoundPage() {
  return (
    <div className="page" style={{ paddingBlock: "var(--space-8)" }}>
      <title>{`${t("common.notFoundTitle")} – ${t("common.shopName")}`}</title>
      <div className="stack" style={{ maxWidth: "var(--measure)" }}>
        <h1>{t("common.notFoundTitle")}</h1>
        <p>{t("common.notFoundText")}</p>
        <div>
          <ButtonLink to="/" look="primary">
            {t("common.toFrontPage")}
          </ButtonLink>
        </div>
      </div>
    </div>
  );
}
