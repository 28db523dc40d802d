import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { Button } from "@/components/button";
import { SelectField } from "@/components/field";
import { Icon } from "@/components/icon";
import { Badge, ProblemNotice } from "@/components/notice";
import { Price } from "@/components/price";
import { useAddToCart } from "@/features/cart/api/change-cart";
import { t } from "@/i18n/t";

import type { Product, Variant } from "./api/product-page";
import { BackInStock } from "./back-in-stock";
import { DeliveryNote } from "./delivery-note";
import { pick, pickableOptions } from "./option-picker";
import { OptionsFields } from "./options-fields";
import styles from "./product-page.module.css";

const fewLeft = 5;
const mostAtOnce = 10;

interface BuyPanelProps {
  product: Product;
  variant: Variant | undefined;
  onChoose: (variant: Variant) => void;
}

/** What it is, what it costs, and the way into the cart. */
export function BuyPanel({ product, variant, onChoose }: BuyPanelProps) {
  return (
    <div className={styles.panel}>
      <div className={styles.name}>
        {product.brand && (
          <Link to="/search" search={{ brand: [product.brand] }} className={styles.brand}>
            {product.brand}
          </Link>
        )}
        <h1>{product.title}</h1>
      </div>
      {variant ? (
        <>
          <div className={styles.price}>
            <Price price={variant.price} compareAt={variant.compare_at} />
            {variant.compare_at && <Badge tone="bad">{t("catalog.reduced")}</Badge>}
          </div>
          <OptionsFields
            options={pickableOptions(product.options, product.variants, variant)}
            onPick={(option, value) => onChoose(pick(product.variants, variant, option, value))}
          />
          <StockNote variant={variant} />
          {variant.in_stock ? (
            <AddToCart key={variant.sku} product={product} variant={variant} />
          ) : (
            <BackInStock key={variant.sku} sku={variant.sku} />
          )}
          <DeliveryNote sku={variant.sku} currency={variant.price.currency} />
        </>
      ) : (
        <p>{t("catalog.notForSale")}</p>
      )}
    </div>
  );
}

/** Changes with the choice, so that it is read out. */
function StockNote({ variant: { available, in_stock: inStock } }: { variant: Variant }) {
  const few = inStock && available <= fewLeft;
  const tone = inStock ? (few ? styles.few : styles.there) : styles.gone;
  return (
    <p role="status" className={`${styles.stock ?? ""} ${tone ?? ""}`}>
      <Icon name={inStock ? (few ? "clock" : "check") : "info"} size={18} />
      {!inStock && t("catalog.soldOutNow")}
      {inStock && (few ? t("catalog.fewLeft", { count: available }) : t("catalog.inStock"))}
    </p>
  );
}

function AddToCart({ product, variant }: { product: Product; variant: Variant }) {
  const [quantity, setQuantity] = useState(1);
  const { mutate, isPending, error } = useAddToCart();
  const add = () =>
    mutate({
      sku: variant.sku,
      quantity,
      display: {
        title: product.title,
        variantTitle: variant.title,
        imageUrl: variant.image_url,
        price: variant.price,
      },
    });
  const most = Math.max(1, Math.min(variant.available, mostAtOnce));
  return (
    <div className="stack">
      <div className={styles.buy}>
        <SelectField
          label={t("catalog.quantity")}
          required
          value={quantity}
          onChange={(event) => setQuantity(Number(event.target.value))}
        >
          {Array.from({ length: most }, (_, index) => (
            <option key={index}>{index + 1}</option>
          ))}
        </SelectField>
        <Button look="primary" wide busy={isPending} onClick={add}>
          {t("catalog.addToCart")}
        </Button>
      </div>
      {error && <ProblemNotice error={error} />}
    </div>
  );
}
