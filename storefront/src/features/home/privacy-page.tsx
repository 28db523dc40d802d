import { browserDeclines, giveConsent, useConsent } from "@/clickstream/consent";
import { ChoiceField } from "@/components/field";
import { Notice } from "@/components/notice";
import { t } from "@/i18n/t";

const counted = ["pages", "products", "searches", "cart"] as const;
const notCounted = ["name", "cookies", "others", "query"] as const;

/** What is counted and what is not, in plain words, and the way to change one's mind. */
export function PrivacyPage() {
  return (
    <div className="page" style={{ paddingBlock: "var(--space-6)" }}>
      <title>{`${t("privacy.pageTitle")} – ${t("common.shopName")}`}</title>
      <div className="stack" style={{ maxWidth: "var(--measure)" }}>
        <h1>{t("privacy.pageTitle")}</h1>
        <p>{t("privacy.intro")}</p>
        <Choice />
        <h2>{t("privacy.countedTitle")}</h2>
        <ul>
          {counted.map((what) => (
            <li key={what}>{t(`privacy.counted.${what}`)}</li>
          ))}
        </ul>
        <h2>{t("privacy.notCountedTitle")}</h2>
        <ul>
          {notCounted.map((what) => (
            <li key={what}>{t(`privacy.notCounted.${what}`)}</li>
          ))}
        </ul>
        <h2>{t("privacy.storageTitle")}</h2>
        <p>{t("privacy.storage")}</p>
      </div>
    </div>
  );
}

function Choice() {
  const consent = useConsent();
  if (browserDeclines()) return <Notice tone="note">{t("privacy.browserDeclines")}</Notice>;
  return (
    <fieldset className="card stack">
      <legend className="visually-hidden">{t("consent.title")}</legend>
      <ChoiceField
        type="radio"
        name="consent"
        label={t("consent.accept")}
        hint={t("privacy.acceptHint")}
        checked={consent === "granted"}
        onChange={() => giveConsent("granted")}
      />
      <ChoiceField
        type="radio"
        name="consent"
        label={t("consent.decline")}
        hint={t("privacy.declineHint")}
        checked={consent === "declined"}
        onChange={() => giveConsent("declined")}
      />
    </fieldset>
  );
}
