import { Button } from "@/components/button";
import { ChoiceField } from "@/components/field";
import { Notice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import type { Quote } from "@/features/cart/api/quote";
import { formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import styles from "./checkout.module.css";
import type { Draft, DraftAction } from "./draft";

type Option = Quote["shipping_options"][number];

interface ShippingStepProps {
  draft: Draft;
  quote: Quote | undefined;
  dispatch: (action: DraftAction) => void;
}

/** How the goods come, of what there is for the address. */
export function ShippingStep({ draft, quote, dispatch }: ShippingStepProps) {
  if (!quote) return <Skeleton height="8rem" />;
  const options = quote.shipping_options;
  if (options.length === 0) return <NoWay dispatch={dispatch} />;
  const chosen = chosenOption(quote, draft)?.code;
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        dispatch({ type: "finished", step: "shipping", told: { shippingMethod: chosen ?? null } });
      }}
    >
      <fieldset className={styles.choices}>
        <legend className="visually-hidden">{t("checkout.shippingMethod")}</legend>
        {options.map((option) => (
          <div key={option.code} className={styles.choice}>
            <ChoiceField
              type="radio"
              name="shipping_method"
              value={option.code}
              checked={option.code === chosen}
              onChange={() => dispatch({ type: "typed", told: { shippingMethod: option.code } })}
              label={
                <span className={styles.choiceLabel}>
                  <span>{option.name}</span>
                  <span>{priceOf(option, quote.currency)}</span>
                </span>
              }
              hint={daysOf(option)}
            />
          </div>
        ))}
      </fieldset>
      <div>
        <Button type="submit" look="primary">
          {t("common.continue")}
        </Button>
      </div>
    </form>
  );
}

function NoWay({ dispatch }: Pick<ShippingStepProps, "dispatch">) {
  return (
    <Notice tone="caution" title={t("checkout.noShippingTitle")}>
      <div className="stack">
        <p>{t("checkout.noShipping")}</p>
        <div className="cluster">
          <Button size="small" onClick={() => dispatch({ type: "edited", step: "address" })}>
            {t("checkout.changeAddress")}
          </Button>
        </div>
      </div>
    </Notice>
  );
}

/** The way that was chosen, if there still is one, else the shop's usual. */
export function chosenOption({ shipping_options }: Quote, draft: Draft): Option | undefined {
  const wanted = shipping_options.find(({ code }) => code === draft.shippingMethod);
  return wanted ?? shipping_options[0];
}

function priceOf({ amount }: Option, currency: string): string {
  return amount === 0 ? t("cart.free") : formatMoney({ amount, currency });
}

/** How long it takes, in words. */
export function daysOf({ min_days, max_days }: Option): string {
  if (max_days === 0) return t("checkout.today");
  if (min_days === max_days) return t("checkout.days", { count: max_days });
  return t("checkout.daysBetween", { from: min_days, to: max_days });
}
