import { formatCount } from "@/i18n/format";
import { t } from "@/i18n/t";

import type { Product } from "./api/product-page";
import styles from "./product-page.module.css";

/** What there is to read about a product: its description, and its attributes in a table. */
export function ProductFacts({ product }: { product: Product }) {
  const rows = attributeRows(product);
  return (
    <div className={styles.facts}>
      {product.description_html && (
        <section className={styles.description}>
          <h2>{t("catalog.description")}</h2>
          {/* The catalog keeps prose markup alone, whoever wrote it, each time it is written. */}
          <div dangerouslySetInnerHTML={{ __html: product.description_html }} />
        </section>
      )}
      {rows.length > 0 && (
        <section>
          <h2>{t("catalog.attributes")}</h2>
          <table className={styles.attributes}>
            <tbody>
              {rows.map(([label, values]) => (
                <tr key={label}>
                  <th scope="row">{label}</th>
                  <td>{values.join(", ")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}

type Attribute = Product["attributes"][number];

/** One row for each attribute, with all of its values. */
export function attributeRows({ attributes }: Pick<Product, "attributes">): [string, string[]][] {
  const rows = new Map<string, string[]>();
  for (const attribute of attributes) {
    const values = rows.get(attribute.label) ?? [];
    const text = valueText(attribute);
    rows.set(attribute.label, values.includes(text) ? values : [...values, text]);
  }
  return [...rows];
}

function valueText({ value, unit }: Attribute): string {
  if (typeof value === "boolean") return t(value ? "catalog.yes" : "catalog.no");
  const text = typeof value === "number" ? formatCount(value) : value;
  return unit ? `${text} ${unit}` : text;
}
