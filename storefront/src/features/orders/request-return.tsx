import { useId, useState } from "react";

import { announce } from "@/components/announcer";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { SelectField, TextareaField } from "@/components/field";
import { ProblemNotice } from "@/components/notice";
import { useForm } from "@/components/use-form";
import { t } from "@/i18n/t";

import type { Order } from "./order";
import styles from "./orders.module.css";
import {
  draftErrors,
  emptyDraft,
  reasonName,
  returnableLines,
  type ReturnDraft,
  returnReasons,
  toReturnBody,
} from "./returning";
import { useOrderActions } from "./use-order-actions";

export function RequestReturn({ order }: { order: Order }) {
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <>
      <Button look="primary" onClick={() => setIsOpen(true)}>
        {t("orders.return")}
      </Button>
      <Dialog title={t("orders.returnTitle")} open={isOpen} onClose={close}>
        <ReturnForm order={order} onDone={close} />
      </Dialog>
    </>
  );
}

function ReturnForm({ order, onDone }: { order: Order; onDone: () => void }) {
  const { askForReturn } = useOrderActions(order);
  const form = useForm<ReturnDraft>({
    initial: emptyDraft(order),
    validate: draftErrors,
    submit: async (draft) => {
      await askForReturn(toReturnBody(draft));
      onDone();
      announce(t("orders.returnAsked"));
    },
  });
  const { units } = form.values;
  return (
    <form className="stack" noValidate onSubmit={form.onSubmit}>
      <p>{t("orders.returnText")}</p>
      <UnitFields
        order={order}
        units={units}
        error={form.errorOf("units")}
        onChange={(next) => form.set("units", next)}
      />
      <SelectField label={t("orders.returnReason")} {...form.field("reasonCode")}>
        <option value="">{t("orders.choose")}</option>
        {returnReasons.map((reason) => (
          <option key={reason} value={reason}>
            {t(reasonName(reason))}
          </option>
        ))}
      </SelectField>
      <TextareaField
        label={t("orders.returnWords")}
        required={form.values.reasonCode === "other"}
        maxLength={1000}
        {...form.field("reason")}
      />
      {form.problem !== undefined && <ProblemNotice error={form.problem} />}
      <div className="cluster">
        <Button look="primary" type="submit" busy={form.isBusy}>
          {t("orders.returnSend")}
        </Button>
        <Button onClick={onDone}>{t("common.cancel")}</Button>
      </div>
    </form>
  );
}

interface UnitFieldsProps {
  order: Order;
  units: ReturnDraft["units"];
  error: string | undefined;
  onChange: (units: ReturnDraft["units"]) => void;
}

/** How many of each line come back. The error is told at the first, where it is mended. */
function UnitFields({ order, units, error, onChange }: UnitFieldsProps) {
  const legend = useId();
  return (
    <div role="group" aria-labelledby={legend} className={styles.unitFields}>
      <p id={legend} className={styles.legend}>
        {t("orders.returnWhich")}
      </p>
      {returnableLines(order).map(({ line, most }, index) => (
        <SelectField
          key={line.id}
          label={[line.title, line.variant_title].filter(Boolean).join(", ")}
          value={units[line.id]}
          error={index === 0 ? error : undefined}
          onChange={({ target }) => onChange({ ...units, [line.id]: Number(target.value) })}
        >
          {Array.from({ length: most + 1 }, (_, count) => (
            <option key={count} value={count}>
              {t("orders.returnUnits", { count, most })}
            </option>
          ))}
        </SelectField>
      ))}
    </div>
  );
}
