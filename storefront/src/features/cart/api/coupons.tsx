import { useQueryClient } from "@tanstack/react-query";
import { useId } from "react";

import { Button } from "@/components/button";
import { TextField } from "@/components/field";
import { Icon } from "@/components/icon";
import { Notice, ProblemNotice } from "@/components/notice";
import { useForm } from "@/components/use-form";
import { ProblemError } from "@/api/problem";
import { isMessageId, t } from "@/i18n/t";

import { useChangeCart } from "./change-cart";
import styles from "./coupons.module.css";
import { type Basket, type Quote, quoteQuery } from "./quote";

interface CouponsProps {
  basket: Basket;
  quote: Quote | undefined;
}

const most = 10;

/** The cart's coupons: those that count, those that do not and why, and a field for another. */
export function Coupons({ basket, quote }: CouponsProps) {
  const heading = useId();
  const { setCoupons } = useChangeCart();
  const codes = basket.coupon_codes;
  const remove = (code: string) => setCoupons(codes.filter((other) => other !== code));
  return (
    <section className="stack" aria-labelledby={heading}>
      <h3 id={heading} className={styles.heading}>
        {t("cart.coupons")}
      </h3>
      {codes.length > 0 && (
        <ul className={styles.codes}>
          {codes.map((code) => (
            <Coupon key={code} code={code} quote={quote} onRemove={() => remove(code)} />
          ))}
        </ul>
      )}
      {codes.length < most && <CouponForm basket={basket} onTake={setCoupons} />}
    </section>
  );
}

interface CouponProps {
  code: string;
  quote: Quote | undefined;
  onRemove: () => void;
}

function Coupon({ code, quote, onRemove }: CouponProps) {
  const verdict = quote?.coupons.find((coupon) => coupon.code === code);
  return (
    <li>
      <div className="spread">
        <span className={styles.code}>
          <Icon name="tag" size={16} />
          {code}
        </span>
        <Button look="quiet" size="small" onClick={onRemove}>
          {t("common.remove")}
          <span className="visually-hidden"> {code}</span>
        </Button>
      </div>
      {verdict?.applied === false && (
        <Notice tone="caution">{explainCoupon(verdict.reason)}</Notice>
      )}
    </li>
  );
}

interface CouponFormProps {
  basket: Basket;
  onTake: (codes: readonly string[]) => void;
}

/** A code is tried before it is taken: one that is worth nothing stays in the field, with the reason. */
function CouponForm({ basket, onTake }: CouponFormProps) {
  const client = useQueryClient();
  const form = useForm({
    initial: { code: "" },
    validate: ({ code }) => (code.trim() ? {} : { code: t("cart.couponMissing") }),
    submit: async ({ code }) => {
      const codes = [...basket.coupon_codes, code.trim()];
      const { coupons } = await client.query({
        ...quoteQuery({ ...basket, coupon_codes: codes }),
        staleTime: 0,
      });
      const refused = coupons.find((coupon) => coupon.code === code.trim() && !coupon.applied);
      if (refused) throw couponProblem(explainCoupon(refused.reason));
      onTake(codes);
      form.reset();
    },
  });
  return (
    <form noValidate onSubmit={form.onSubmit} className={styles.form}>
      <TextField
        label={t("cart.couponCode")}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={64}
        required
        {...form.field("code")}
      />
      <Button type="submit" busy={form.isBusy}>
        {t("cart.couponApply")}
      </Button>
      {form.problem !== undefined && <ProblemNotice error={form.problem} />}
    </form>
  );
}

function couponProblem(detail: string): ProblemError {
  const errors = [{ pointer: "/code", code: "coupon", detail }];
  return new ProblemError({ code: "coupon-not-applied", status: 422, title: "", detail, errors });
}

/** Why a coupon is worth nothing, in words. */
export function explainCoupon(reason: string | null): string {
  const id = `cart.coupon.${reason ?? "unknown"}`;
  return t(isMessageId(id) ? id : "cart.coupon.not-applicable");
}
