import { useQuery } from "@tanstack/react-query";

import type { FieldProblem } from "@/api/problem";
import { ChoiceField, SelectField } from "@/components/field";
import { t } from "@/i18n/t";

import { errorAt } from "../components/error-summary";
import { FieldRow } from "../components/form-section";
import { NumberField } from "../components/number-field";
import { AmountsFields } from "./amounts-fields";
import { shippingMethodsQuery } from "./documents";
import { GoodsFields } from "./goods-fields";
import { PercentField } from "./percent-field";
import styles from "./pricing.module.css";
import { blankEffects, type Effect, type EffectKind, everything } from "./promotion-draft";

const kinds = {
  percentage: "adminCatalog.kindPercentage",
  amount: "adminCatalog.kindAmount",
  free_shipping: "adminCatalog.kindFreeShipping",
  buy_x_get_y: "adminCatalog.kindBuyGet",
} as const satisfies Record<EffectKind, string>;

interface EffectFieldsProps<Kind extends Effect = Effect> {
  effect: Kind;
  problems: readonly FieldProblem[];
  onChange: (effect: Effect) => void;
}

/** What a promotion takes off: its kind, and what that kind needs to know. */
export function EffectFields({ effect, problems, onChange }: EffectFieldsProps) {
  return (
    <>
      <SelectField
        name="/effect/kind"
        label={t("adminCatalog.kind")}
        value={effect.kind}
        onChange={(event) => onChange(blankEffects[event.target.value as EffectKind])}
      >
        {Object.entries(kinds).map(([kind, label]) => (
          <option key={kind} value={kind}>
            {t(label)}
          </option>
        ))}
      </SelectField>
      {effect.kind === "percentage" && (
        <PercentField
          name="/effect/share"
          label={t("adminCatalog.field.share")}
          share={effect.share}
          error={errorAt(problems, "/effect/share")}
          onChange={(share) => onChange({ ...effect, share })}
        />
      )}
      {effect.kind === "amount" && (
        <AmountsFields
          label={t("adminCatalog.field.amounts")}
          at="/effect/amounts"
          amounts={effect.amounts}
          problems={problems}
          onChange={(amounts) => onChange({ ...effect, amounts })}
        />
      )}
      {effect.kind === "free_shipping" && (
        <MethodChoices
          methods={effect.methods}
          onChange={(methods) => onChange({ ...effect, methods })}
        />
      )}
      {effect.kind === "buy_x_get_y" && (
        <BuyGetFields effect={effect} problems={problems} onChange={onChange} />
      )}
    </>
  );
}

interface MethodChoicesProps {
  methods: readonly string[];
  onChange: (methods: string[]) => void;
}

function MethodChoices({ methods, onChange }: MethodChoicesProps) {
  const { data = [] } = useQuery(shippingMethodsQuery());
  return (
    <fieldset className={styles.choices}>
      <legend>{t("adminCatalog.methodsLegend")}</legend>
      {data.map(({ id, data: { code, name } }) => (
        <ChoiceField
          key={id}
          type="checkbox"
          label={name}
          checked={methods.includes(code)}
          onChange={(event) =>
            onChange(event.target.checked ? [...methods, code] : methods.filter((m) => m !== code))
          }
        />
      ))}
    </fieldset>
  );
}

function BuyGetFields({
  effect,
  problems,
  onChange,
}: EffectFieldsProps<Extract<Effect, { kind: "buy_x_get_y" }>>) {
  return (
    <>
      <FieldRow>
        <NumberField
          name="/effect/buy"
          label={t("adminCatalog.field.buy")}
          value={effect.buy}
          min={1}
          required
          error={errorAt(problems, "/effect/buy")}
          onChange={(buy) => onChange({ ...effect, buy: buy ?? 0 })}
        />
        <NumberField
          name="/effect/get"
          label={t("adminCatalog.field.get")}
          value={effect.get}
          min={1}
          required
          error={errorAt(problems, "/effect/get")}
          onChange={(get) => onChange({ ...effect, get: get ?? 0 })}
        />
        <PercentField
          name="/effect/share"
          label={t("adminCatalog.cheaper")}
          share={effect.share}
          error={errorAt(problems, "/effect/share")}
          onChange={(share) => onChange({ ...effect, share })}
        />
        <NumberField
          name="/effect/times"
          label={t("adminCatalog.field.times")}
          value={effect.times}
          min={1}
          onChange={(times) => onChange({ ...effect, times })}
        />
      </FieldRow>
      <ChoiceField
        type="checkbox"
        label={t("adminCatalog.otherGets")}
        checked={effect.gets !== null}
        onChange={(event) =>
          onChange({ ...effect, gets: event.target.checked ? everything : null })
        }
      />
      {effect.gets && (
        <GoodsFields
          legend={t("adminCatalog.field.gets")}
          at="/effect/gets"
          goods={effect.gets}
          onChange={(gets) => onChange({ ...effect, gets })}
        />
      )}
    </>
  );
}
