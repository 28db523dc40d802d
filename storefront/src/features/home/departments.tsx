import { Link } from "@tanstack/react-router";

import { Picture } from "@/components/picture";
import { Skeleton } from "@/components/skeleton";
import type { Category } from "@/features/catalog/api/categories";
import { t } from "@/i18n/t";

import styles from "./home.module.css";

const shown = 8;

/** The shop's departments, each with a picture of something from it. */
export function Departments({ departments }: { departments: readonly Category[] | undefined }) {
  return (
    <section aria-labelledby="departments">
      <h2 id="departments" className={styles.heading}>
        {t("home.departments")}
      </h2>
      <ul className={styles.departments}>
        {departments
          ? departments.slice(0, shown).map((department) => (
              <li key={department.id}>
                <Department department={department} />
              </li>
            ))
          : Array.from({ length: shown }, (_, index) => (
              <li key={index}>
                <Skeleton aspectRatio="8 / 5" />
                <Skeleton width="50%" height="1.3rem" />
              </li>
            ))}
      </ul>
    </section>
  );
}

function Department({ department: { slug, name, image_url } }: { department: Category }) {
  return (
    <Link to="/categories/$slug" params={{ slug }} className={styles.department}>
      <span className={styles.departmentFrame}>
        {image_url && <Picture src={image_url} alt="" sizes="(max-width: 40rem) 46vw, 18rem" />}
      </span>
      <span className={styles.departmentName}>{name}</span>
    </Link>
  );
}
