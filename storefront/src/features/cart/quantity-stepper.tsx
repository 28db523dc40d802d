import { useState } from "react";

import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import { t } from "@/i18n/t";

import styles from "./cart.module.css";

interface QuantityStepperProps {
  title: string;
  quantity: number;
  onStep: (step: 1 | -1) => void;
  onType: (quantity: number) => void;
}

/** How many: one less, typed, one more. What is typed counts when the field is left. */
export function QuantityStepper({ title, quantity, onStep, onType }: QuantityStepperProps) {
  const [typed, setTyped] = useState<string>();
  const take = () => {
    if (typed !== undefined && /^\d{1,6}$/.test(typed) && Number(typed) !== quantity)
      onType(Number(typed));
    setTyped(undefined);
  };
  const step = (by: 1 | -1) => {
    setTyped(undefined);
    onStep(by);
  };
  return (
    <div className={styles.stepper} role="group" aria-label={t("cart.quantityOf", { title })}>
      <Button look="icon" aria-label={t("cart.less", { title })} onClick={() => step(-1)}>
        <Icon name="minus" size={18} />
      </Button>
      <input
        inputMode="numeric"
        autoComplete="off"
        aria-label={t("cart.quantityOf", { title })}
        value={typed ?? quantity}
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={take}
        onKeyDown={(event) => event.key === "Enter" && take()}
      />
      <Button look="icon" aria-label={t("cart.more", { title })} onClick={() => step(1)}>
        <Icon name="plus" size={18} />
      </Button>
    </div>
  );
}
