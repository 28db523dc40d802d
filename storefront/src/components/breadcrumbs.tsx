import { Link } from "@tanstack/react-router";

import { t } from "@/i18n/t";

import styles from "./breadcrumbs.module.css";
import { Icon } from "./icon";

interface Crumb {
  slug: string;
  name: string;
}

/** The categories above a page, from the front page down. `here` names a page that is itself one. */
export function Breadcrumbs({ path, here }: { path: readonly Crumb[]; here?: string }) {
  return (
    <nav aria-label={t("common.breadcrumbs")}>
      <ol className={styles.list}>
        <li>
          <Link to="/">{t("common.home")}</Link>
        </li>
        {path.map(({ slug, name }) => (
          <li key={slug}>
            <Icon name="right" size={14} />
            <Link to="/categories/$slug" params={{ slug }}>
              {name}
            </Link>
          </li>
        ))}
        {here && (
          <li aria-current="page">
            <Icon name="right" size={14} />
            {here}
          </li>
        )}
      </ol>
    </nav>
  );
}
