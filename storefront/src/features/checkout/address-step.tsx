import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { Button } from "@/components/button";
import { ChoiceField } from "@/components/field";
import { ProblemNotice } from "@/components/notice";
import { type FieldErrors, useForm } from "@/components/use-form";
import { t } from "@/i18n/t";

import { type Address, fitting, noAddress, validateAddress } from "./address";
import {
  AddressFields,
  type AddressKind,
  type FormValues as Values,
  fromValues,
  toValues,
  useAddressFormat,
} from "./address-fields";
import { type AddressFormat, addressFormatQuery, rememberCountry } from "./api/countries";
import type { Draft, DraftAction } from "./draft";

interface AddressStepProps {
  draft: Draft;
  likelyCountry: string;
  dispatch: (action: DraftAction) => void;
}

/** Where the goods go, and the bill, if that is another address. */
export function AddressStep({ draft, likelyCountry, dispatch }: AddressStepProps) {
  const client = useQueryClient();
  // What is typed goes to the draft at once, so that its countries are those of the form.
  const shipFormat = useAddressFormat(draft.shipTo.country || likelyCountry);
  const billFormat = useAddressFormat(draft.billTo?.country ?? "");
  const form = useForm<Values>({
    initial: initialValues(draft, likelyCountry),
    validate: (values) => validate(values, shipFormat, billFormat),
    submit: async (values) => {
      const { shipTo, billTo } = addressesOf(values);
      rememberCountry(shipTo.country);
      const told = {
        shipTo: await withoutUnasked(client, shipTo),
        billTo: billTo && (await withoutUnasked(client, billTo)),
      };
      dispatch({ type: "finished", step: "address", told });
    },
    refusals: draft.refusals,
  });
  const { values } = form;
  useEffect(() => dispatch({ type: "typed", told: addressesOf(values) }), [values, dispatch]);
  return (
    <form noValidate onSubmit={form.onSubmit} className="form">
      <AddressFields kind="shipping_address" form={form} format={shipFormat} />
      <ChoiceField
        type="checkbox"
        label={t("checkout.billingSame")}
        {...form.box("isBillingSame")}
      />
      {!values.isBillingSame && (
        <fieldset className="form" style={{ border: 0, padding: 0 }}>
          <legend style={{ fontWeight: 650, paddingBottom: "var(--space-3)" }}>
            {t("checkout.billingAddress")}
          </legend>
          <AddressFields kind="billing_address" form={form} format={billFormat} />
        </fieldset>
      )}
      {form.problem !== undefined && <ProblemNotice error={form.problem} />}
      <div>
        <Button type="submit" look="primary" busy={form.isBusy}>
          {t("common.continue")}
        </Button>
      </div>
    </form>
  );
}

function initialValues({ shipTo, billTo }: Draft, likelyCountry: string): Values {
  const at = (address: Address, country: string) => ({
    ...address,
    country: address.country || country,
  });
  return {
    ...toValues("shipping_address", at(shipTo, likelyCountry)),
    ...toValues("billing_address", at(billTo ?? noAddress, shipTo.country || likelyCountry)),
    isBillingSame: billTo === null,
  };
}

function addressesOf(values: Values): Pick<Draft, "shipTo" | "billTo"> {
  return {
    shipTo: fromValues("shipping_address", values),
    billTo: values.isBillingSame ? null : fromValues("billing_address", values),
  };
}

function validate(
  values: Values,
  shipFormat: AddressFormat | undefined,
  billFormat: AddressFormat | undefined,
): FieldErrors<Values> {
  const { shipTo, billTo } = addressesOf(values);
  return {
    ...errorsAt("shipping_address", shipTo, shipFormat),
    ...(billTo && errorsAt("billing_address", billTo, billFormat)),
  };
}

function errorsAt(
  kind: AddressKind,
  address: Address,
  format: AddressFormat | undefined,
): FieldErrors<Values> {
  // The format of the country before stays in view while another is on its way; it judges nothing.
  const own = format?.country === address.country ? format : undefined;
  const errors = Object.entries(validateAddress(address, own));
  return Object.fromEntries(errors.map(([field, error]) => [`${kind}/${field}`, error]));
}

async function withoutUnasked(client: QueryClient, address: Address): Promise<Address> {
  const query = addressFormatQuery(address.country);
  return fitting(address, await client.query({ ...query, staleTime: "static" }));
}
