import { Button } from "@/components/button";
import { SelectField, TextField } from "@/components/field";
import { Icon } from "@/components/icon";
import { t } from "@/i18n/t";

import { errorAt } from "../components/error-summary";
import { FormSection } from "../components/form-section";
import type { SectionProps } from "./basics-section";
import styles from "./product-editor.module.css";
import type { Attribute } from "./products";

const types = {
  string: "adminCatalog.typeText",
  number: "adminCatalog.typeNumber",
  boolean: "adminCatalog.typeBoolean",
} as const;
type Type = keyof typeof types;

/** Facts that shoppers compare and filter by. */
export function AttributesSection({ record, onChange, problems }: SectionProps) {
  const { attributes } = record;
  const change = (index: number, patch: Partial<Attribute>) =>
    onChange({
      attributes: attributes.map((one, at) => (at === index ? { ...one, ...patch } : one)),
    });
  return (
    <FormSection
      title={t("adminCatalog.attributes")}
      intro={t("adminCatalog.attributesIntro")}
      action={
        <Button
          size="small"
          onClick={() =>
            onChange({
              attributes: [...attributes, { code: "", label: "", value: "", unit: null }],
            })
          }
        >
          <Icon name="plus" size={16} /> {t("adminCatalog.addAttribute")}
        </Button>
      }
    >
      {attributes.map((attribute, index) => (
        <div key={index} className={styles.line}>
          <TextField
            name={`/attributes/${index}/code`}
            label={t("adminCatalog.attributeCode")}
            value={attribute.code}
            maxLength={64}
            required
            error={errorAt(problems, `/attributes/${index}/code`)}
            onChange={(event) => change(index, { code: event.target.value })}
          />
          <TextField
            name={`/attributes/${index}/label`}
            label={t("adminCatalog.attributeLabel")}
            value={attribute.label}
            maxLength={255}
            required
            error={errorAt(problems, `/attributes/${index}/label`)}
            onChange={(event) => change(index, { label: event.target.value })}
          />
          <SelectField
            label={t("adminCatalog.attributeType")}
            value={typeof attribute.value}
            onChange={(event) =>
              change(index, { value: converted(attribute.value, event.target.value as Type) })
            }
          >
            {Object.entries(types).map(([type, label]) => (
              <option key={type} value={type}>
                {t(label)}
              </option>
            ))}
          </SelectField>
          <ValueField
            name={`/attributes/${index}/value`}
            value={attribute.value}
            error={errorAt(problems, `/attributes/${index}/value`)}
            onChange={(value) => change(index, { value })}
          />
          <TextField
            name={`/attributes/${index}/unit`}
            label={t("adminCatalog.attributeUnit")}
            value={attribute.unit ?? ""}
            maxLength={32}
            onChange={(event) => change(index, { unit: event.target.value || null })}
          />
          <Button
            look="icon"
            aria-label={t("adminCatalog.removeAttribute", { label: attribute.label })}
            onClick={() => onChange({ attributes: attributes.filter((_, at) => at !== index) })}
          >
            <Icon name="trash" />
          </Button>
        </div>
      ))}
    </FormSection>
  );
}

/** The same value as another type, as well as can be. */
function converted(value: Attribute["value"], type: Type): Attribute["value"] {
  if (type === "string") return typeof value === "boolean" ? "" : String(value);
  if (type === "boolean") return Boolean(value);
  return Number.isFinite(Number(value)) ? Number(value) : 0;
}

interface ValueFieldProps {
  name: string;
  value: Attribute["value"];
  error: string | undefined;
  onChange: (value: Attribute["value"]) => void;
}

function ValueField({ value, onChange, ...rest }: ValueFieldProps) {
  const label = t("adminCatalog.attributeValue");
  if (typeof value === "boolean") {
    return (
      <SelectField
        label={label}
        value={String(value)}
        onChange={(event) => onChange(event.target.value === "true")}
      >
        <option value="true">{t("admin.yes")}</option>
        <option value="false">{t("admin.no")}</option>
      </SelectField>
    );
  }
  const isNumber = typeof value === "number";
  return (
    <TextField
      {...rest}
      label={label}
      required
      type={isNumber ? "number" : "text"}
      step="any"
      value={value}
      maxLength={2000}
      onChange={({ target: { value: text } }) => onChange(isNumber ? Number(text) : text)}
    />
  );
}
