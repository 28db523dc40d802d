import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { SelectField, TextField } from "@/components/field";
import type { useForm } from "@/components/use-form";
import { t } from "@/i18n/t";

import { type Address, type FormatField, noAddress } from "./address";
import { addressFormatQuery, type AddressFormat, countriesQuery } from "./api/countries";
import styles from "./checkout.module.css";

export type AddressKind = "shipping_address" | "billing_address";

const fieldNames = Object.keys(noAddress) as (keyof Address)[];

/** Fields are named as the server points at them. */
export type AddressValues = Record<`${AddressKind}/${keyof Address}`, string>;

export function toValues<Kind extends AddressKind>(kind: Kind, address: Address) {
  const values: Record<string, string> = {};
  for (const field of fieldNames) values[`${kind}/${field}`] = address[field];
  return values as Record<`${Kind}/${keyof Address}`, string>;
}

export function fromValues(kind: AddressKind, values: AddressValues): Address {
  const address = { ...noAddress };
  for (const field of fieldNames) address[field] = values[`${kind}/${field}`];
  return address;
}

const autocomplete: Record<keyof Address, string> = {
  name: "name",
  line1: "address-line1",
  line2: "address-line2",
  city: "address-level2",
  region: "address-level1",
  postal_code: "postal-code",
  country: "country",
  phone: "tel",
};

/** An address format, kept while that of another country is on its way. */
export function useAddressFormat(country: string): AddressFormat | undefined {
  const query = addressFormatQuery(country);
  return useQuery({ ...query, enabled: country !== "", placeholderData: keepPreviousData }).data;
}

export type FormValues = AddressValues & { isBillingSame: boolean };

interface AddressFieldsProps {
  kind: AddressKind;
  form: ReturnType<typeof useForm<FormValues>>;
  format: AddressFormat | undefined;
}

/** The fields of an address, as the chosen country writes them. */
export function AddressFields({ kind, form, format }: AddressFieldsProps) {
  const { data: countries = [] } = useQuery(countriesQuery());
  const section = kind === "shipping_address" ? "shipping" : "billing";
  const field = (name: keyof Address) => ({
    ...form.field(`${kind}/${name}`),
    autoComplete: `${section} ${autocomplete[name]}`,
  });
  return (
    <>
      <SelectField label={t("checkout.country")} required {...field("country")}>
        {form.values[`${kind}/country`] === "" && (
          <option value="">{t("checkout.chooseCountry")}</option>
        )}
        {countries.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </SelectField>
      {format?.lines.map((line) => (
        <div key={line.map((part) => part.field).join()} className={styles.row}>
          {line.map((part) => (
            <FormatInput key={part.field} part={part} format={format} {...field(part.field)} />
          ))}
        </div>
      ))}
      <TextField
        label={t("checkout.phone")}
        hint={t("checkout.phoneHint")}
        type="tel"
        maxLength={30}
        {...field("phone")}
      />
    </>
  );
}

type Control = ReturnType<ReturnType<typeof useForm<FormValues>>["field"]>;

function FormatInput({
  part,
  format,
  ...control
}: Omit<Control, "name"> & { name: string; autoComplete: string } & {
  part: FormatField;
  format: AddressFormat;
}) {
  const label = labelOf(part.label);
  if (part.field === "region" && format.regions.length > 0) {
    const isKnown = format.regions.some(({ code }) => code === control.value);
    return (
      <SelectField
        {...control}
        label={label}
        required={part.required}
        value={isKnown ? control.value : ""}
      >
        <option value="">{t(part.required ? "checkout.choose" : "checkout.noRegion")}</option>
        {format.regions.map(({ code, name, latin_name }) => (
          <option key={code} value={code}>
            {name === latin_name ? name : `${name} (${latin_name})`}
          </option>
        ))}
      </SelectField>
    );
  }
  return (
    <TextField
      {...control}
      label={label}
      required={part.required}
      maxLength={part.field === "postal_code" ? 20 : 200}
      autoCapitalize={part.field === "postal_code" ? "characters" : "words"}
    />
  );
}

function labelOf(label: FormatField["label"]): string {
  return t(`checkout.label.${label}`);
}
