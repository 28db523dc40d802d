import { Button } from "@/components/button";
import { TextField } from "@/components/field";
import { Icon } from "@/components/icon";
import { Notice } from "@/components/notice";
import { t } from "@/i18n/t";

import { errorAt } from "../components/error-summary";
import { FormSection } from "../components/form-section";
import { ListField } from "../components/list-field";
import type { SectionProps } from "./basics-section";
import styles from "./product-editor.module.css";
import type { Option } from "./products";
import { completeOptions, isMatrixComplete, planMatrix } from "./variant-matrix";

/**
 * What a shopper chooses. The variants follow on a button and not while typing, so that a half
 * written value drops none; `settled` are the options that the variants were made of.
 */
export function OptionsSection({
  record,
  onChange,
  problems,
  settled,
  onSettle,
}: SectionProps & { settled: readonly Option[]; onSettle: (options: Option[]) => void }) {
  const { options, variants } = record;
  const change = (index: number, patch: Partial<Option>) =>
    onChange({ options: options.map((one, at) => (at === index ? { ...one, ...patch } : one)) });
  const plan = planMatrix(settled, options, variants, record.handle);
  const isSettled = isMatrixComplete(options, variants) && plan.added === 0;
  const generate = () => {
    const complete = completeOptions(options);
    onChange({ options: complete, variants: plan.variants });
    onSettle(complete);
  };
  return (
    <FormSection
      title={t("adminCatalog.options")}
      intro={t("adminCatalog.optionsIntro")}
      action={
        <Button
          size="small"
          onClick={() => onChange({ options: [...options, { name: "", values: [] }] })}
        >
          <Icon name="plus" size={16} /> {t("adminCatalog.addOption")}
        </Button>
      }
    >
      {options.map((option, index) => (
        // Options have no name of their own while they are typed: their place tells them apart.
        <div key={index} className={styles.line}>
          <TextField
            name={`/options/${index}/name`}
            label={t("adminCatalog.optionName")}
            value={option.name}
            maxLength={255}
            required
            error={errorAt(problems, `/options/${index}/name`)}
            onChange={(event) => change(index, { name: event.target.value })}
          />
          <ListField
            name={`/options/${index}/values`}
            label={t("adminCatalog.optionValues")}
            values={option.values}
            required
            error={errorAt(problems, `/options/${index}/values`)}
            onChange={(values) => change(index, { values })}
          />
          <Button
            look="icon"
            aria-label={t("adminCatalog.removeOption", { name: option.name })}
            onClick={() => onChange({ options: options.filter((_, at) => at !== index) })}
          >
            <Icon name="trash" />
          </Button>
        </div>
      ))}
      {!isSettled && (
        <Notice tone="note">
          <div className="spread">
            <span>
              {t("adminCatalog.matrixPlan", {
                total: plan.variants.length,
                kept: plan.kept,
                added: plan.added,
                dropped: plan.dropped,
              })}
            </span>
            <Button
              size="small"
              name="/options"
              disabled={plan.variants.length > 1000}
              onClick={generate}
            >
              {t("adminCatalog.makeVariants")}
            </Button>
          </div>
        </Notice>
      )}
    </FormSection>
  );
}
