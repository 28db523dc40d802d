import type { FieldProblem } from "@/api/problem";
import { Button } from "@/components/button";
import { ChoiceField, SelectField, TextField } from "@/components/field";
import { Icon } from "@/components/icon";
import { t } from "@/i18n/t";

import { useCurrencies } from "../components/currencies";
import { DocumentForm, type DraftForm } from "../components/document-form";
import { errorAt } from "../components/error-summary";
import { FieldRow, FormSection } from "../components/form-section";
import { ListField } from "../components/list-field";
import { MoneyInput } from "../components/money-input";
import { NumberField } from "../components/number-field";
import { type Stored, useStored } from "../components/versioned-documents";
import {
  type ShippingMethod,
  shippingMethodDoors,
  type ShippingRate,
  type ShippingZone,
} from "./documents";
import { pricingFieldName } from "./field-names";
import styles from "./pricing.module.css";
import {
  blankMethod,
  blankRate,
  blankZone,
  shippingProblems,
  toLocations,
  toPlaces,
} from "./shipping-zones";

interface ShippingFormProps {
  stored: Stored<ShippingMethod> | undefined;
  onDone: () => void;
  onClose: () => void;
}

export function ShippingForm({ stored, onDone, onClose }: ShippingFormProps) {
  const storing = useStored(stored, shippingMethodDoors, onDone);
  const currencies = useCurrencies();
  const currency = currencies[0] ?? "EUR";
  return (
    <DocumentForm
      stored={stored}
      initial={stored?.data ?? blankMethod(currency)}
      storing={storing}
      check={shippingProblems}
      nameOf={pricingFieldName}
      deleteTitle={t("adminCatalog.deleteTitle", { name: stored?.data.name ?? "" })}
      deleteText={t("adminCatalog.deleteShippingText")}
      onClose={onClose}
    >
      {({ draft, change, problems, text }) => (
        <>
          <MethodFields draft={draft} change={change} problems={problems} text={text} />
          {draft.zones.map((zone, index) => (
            <ZoneFields
              key={index}
              zone={zone}
              at={`/zones/${index}`}
              problems={problems}
              currencies={currencies}
              onChange={(patch) =>
                change({ zones: replaced(draft.zones, index, { ...zone, ...patch }) })
              }
              onRemove={() => change({ zones: draft.zones.filter((_, place) => place !== index) })}
            />
          ))}
          <div>
            <Button onClick={() => change({ zones: [...draft.zones, blankZone(currency)] })}>
              <Icon name="plus" size={16} /> {t("adminCatalog.addZone")}
            </Button>
          </div>
        </>
      )}
    </DocumentForm>
  );
}

function replaced<Thing>(things: readonly Thing[], index: number, thing: Thing): Thing[] {
  return things.map((one, place) => (place === index ? thing : one));
}

function MethodFields({ draft, change, problems, text }: DraftForm<ShippingMethod>) {
  return (
    <FormSection title={t("adminCatalog.shippingMethod")}>
      <FieldRow>
        <TextField
          {...text("name")}
          label={t("adminCatalog.field.label")}
          maxLength={255}
          required
        />
        <TextField
          {...text("code")}
          label={t("adminCatalog.field.code")}
          hint={t("adminCatalog.codeHint")}
          maxLength={64}
          required
        />
        <TextField
          {...text("tax_class")}
          label={t("adminCatalog.field.tax_class")}
          maxLength={64}
          required
        />
      </FieldRow>
      <FieldRow>
        <NumberField
          name="/min_days"
          label={t("adminCatalog.field.min_days")}
          value={draft.min_days}
          max={365}
          required
          onChange={(min_days) => change({ min_days: min_days ?? 0 })}
        />
        <NumberField
          name="/max_days"
          label={t("adminCatalog.field.max_days")}
          value={draft.max_days}
          max={365}
          required
          error={errorAt(problems, "/max_days")}
          onChange={(max_days) => change({ max_days: max_days ?? 0 })}
        />
        <NumberField
          name="/position"
          label={t("adminCatalog.field.position")}
          value={draft.position}
          required
          onChange={(position) => change({ position: position ?? 0 })}
        />
      </FieldRow>
      <ChoiceField
        type="checkbox"
        label={t("adminCatalog.field.active")}
        checked={draft.active}
        onChange={(event) => change({ active: event.target.checked })}
      />
    </FormSection>
  );
}

interface ZoneFieldsProps {
  zone: ShippingZone;
  /** Its JSON pointer. */
  at: string;
  problems: readonly FieldProblem[];
  currencies: readonly string[];
  onChange: (patch: Partial<ShippingZone>) => void;
  onRemove: () => void;
}

function ZoneFields({ zone, at, problems, currencies, onChange, onRemove }: ZoneFieldsProps) {
  return (
    <FormSection
      title={t("adminCatalog.zone", { name: zone.name })}
      action={
        <Button
          look="icon"
          aria-label={t("adminCatalog.removeZone", { name: zone.name })}
          onClick={onRemove}
        >
          <Icon name="trash" />
        </Button>
      }
    >
      <FieldRow>
        <TextField
          name={`${at}/name`}
          label={t("adminCatalog.field.name")}
          value={zone.name}
          maxLength={255}
          required
          error={errorAt(problems, `${at}/name`)}
          onChange={(event) => onChange({ name: event.target.value })}
        />
        <ListField
          name={`${at}/locations`}
          label={t("adminCatalog.field.locations")}
          hint={t("adminCatalog.placesHint")}
          values={toPlaces(zone.locations)}
          required
          error={errorAt(problems, `${at}/locations`)}
          onChange={(places) => onChange({ locations: toLocations(places) })}
        />
      </FieldRow>
      {zone.rates.map((rate, index) => (
        <RateFields
          key={index}
          rate={rate}
          number={index + 1}
          at={`${at}/rates/${index}`}
          problems={problems}
          currencies={currencies}
          onChange={(patch) =>
            onChange({ rates: replaced(zone.rates, index, { ...rate, ...patch }) })
          }
          onRemove={() => onChange({ rates: zone.rates.filter((_, place) => place !== index) })}
        />
      ))}
      <div>
        <Button
          size="small"
          onClick={() => onChange({ rates: [...zone.rates, blankRate(currencies[0] ?? "EUR")] })}
        >
          <Icon name="plus" size={16} /> {t("adminCatalog.addRate")}
        </Button>
      </div>
    </FormSection>
  );
}

interface RateFieldsProps {
  rate: ShippingRate;
  number: number;
  at: string;
  problems: readonly FieldProblem[];
  currencies: readonly string[];
  onChange: (patch: Partial<ShippingRate>) => void;
  onRemove: () => void;
}

function RateFields({
  rate,
  number,
  at,
  problems,
  currencies,
  onChange,
  onRemove,
}: RateFieldsProps) {
  const money = (field: "amount" | "free_over" | "min_subtotal" | "below_subtotal") => ({
    name: `${at}/${field}`,
    label: t(`adminCatalog.field.${field}`),
    currency: rate.currency,
    error: errorAt(problems, `${at}/${field}`),
  });
  return (
    <fieldset className={styles.rate}>
      <legend>{t("adminCatalog.rateNumber", { number })}</legend>
      <FieldRow>
        <SelectField
          label={t("adminCatalog.field.currency")}
          value={rate.currency}
          onChange={(event) => onChange({ currency: event.target.value })}
        >
          {[...new Set([...currencies, rate.currency])].map((code) => (
            <option key={code}>{code}</option>
          ))}
        </SelectField>
        <MoneyInput
          {...money("amount")}
          value={rate.amount}
          required
          onChange={(amount) => onChange({ amount: amount ?? 0 })}
        />
        <MoneyInput
          {...money("free_over")}
          value={rate.free_over ?? undefined}
          onChange={(amount) => onChange({ free_over: amount ?? null })}
        />
      </FieldRow>
      <FieldRow>
        <NumberField
          name={`${at}/min_weight_grams`}
          label={t("adminCatalog.field.min_weight_grams")}
          value={rate.min_weight_grams}
          required
          onChange={(grams) => onChange({ min_weight_grams: grams ?? 0 })}
        />
        <NumberField
          name={`${at}/below_weight_grams`}
          label={t("adminCatalog.field.below_weight_grams")}
          value={rate.below_weight_grams}
          error={errorAt(problems, `${at}/below_weight_grams`)}
          onChange={(below_weight_grams) => onChange({ below_weight_grams })}
        />
        <MoneyInput
          {...money("min_subtotal")}
          value={rate.min_subtotal}
          required
          onChange={(amount) => onChange({ min_subtotal: amount ?? 0 })}
        />
        <MoneyInput
          {...money("below_subtotal")}
          value={rate.below_subtotal ?? undefined}
          onChange={(amount) => onChange({ below_subtotal: amount ?? null })}
        />
      </FieldRow>
      <div>
        <Button
          size="small"
          look="quiet"
          aria-label={t("adminCatalog.removeRate", { number })}
          onClick={onRemove}
        >
          {t("common.remove")}
        </Button>
      </div>
    </fieldset>
  );
}
