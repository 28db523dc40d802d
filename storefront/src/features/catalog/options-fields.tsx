import { useId } from "react";

import { Picture } from "@/components/picture";
import { t } from "@/i18n/t";

import type { PickableOption, PickableValue } from "./option-picker";
import styles from "./options-fields.module.css";

interface OptionsFieldsProps {
  options: readonly PickableOption[];
  onPick: (option: string, value: string) => void;
}

/** Colours, sizes and the like; what is not to be had as chosen can still be picked, and says so. */
export function OptionsFields({ options, onPick }: OptionsFieldsProps) {
  const group = useId();
  return options.map(({ name, values }) => (
    <fieldset key={name} className={styles.option}>
      <legend>
        <span className={styles.name}>{name}</span>{" "}
        <span className="soft">{values.find((value) => value.chosen)?.value}</span>
      </legend>
      <div className={styles.values}>
        {values.map((value) => (
          <label key={value.value} className={classOf(value)}>
            <input
              type="radio"
              name={`${group} ${name}`}
              checked={value.chosen}
              onChange={() => onPick(name, value.value)}
            />
            {value.imageUrl && (
              <Picture src={value.imageUrl} alt="" width={64} height={64} sizes="64px" />
            )}
            <span className={value.imageUrl ? styles.swatchName : undefined}>{value.value}</span>
            {value.state !== "available" && (
              <span className="visually-hidden">, {stateText(value)}</span>
            )}
          </label>
        ))}
      </div>
    </fieldset>
  ));
}

function classOf({ imageUrl, state }: PickableValue): string {
  const kind = imageUrl ? styles.swatch : styles.pill;
  return [kind, state === "available" ? "" : styles.unavailable].join(" ");
}

function stateText({ state }: PickableValue): string {
  return t(state === "sold-out" ? "common.soldOut" : "catalog.otherCombination");
}
