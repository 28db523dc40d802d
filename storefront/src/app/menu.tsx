import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { Dialog } from "@/components/dialog";
import { categoriesQuery, type Category, departmentsOf } from "@/features/catalog/api/categories";
import { t } from "@/i18n/t";

import styles from "./shell.module.css";

interface MenuProps {
  isOpen: boolean;
  onClose: () => void;
}

/** All departments and their categories, for screens without room for a row of links. */
export function Menu({ isOpen, onClose }: MenuProps) {
  const { data: categories = [] } = useQuery(categoriesQuery());
  return (
    <Dialog title={t("common.categories")} open={isOpen} onClose={onClose} shape="drawerStart">
      <nav className={styles.menu} aria-label={t("common.categories")}>
        <ul className="stack">
          {departmentsOf(categories).map((department) => (
            <li key={department.id}>
              <CategoryLink category={department} onClick={onClose} />
              <ul className="links">
                {categories
                  .filter((category) => category.parent_id === department.id)
                  .map((category) => (
                    <li key={category.id}>
                      <CategoryLink category={category} onClick={onClose} />
                    </li>
                  ))}
              </ul>
            </li>
          ))}
        </ul>
      </nav>
    </Dialog>
  );
}

function CategoryLink({ category, onClick }: { category: Category; onClick: () => void }) {
  return (
    <Link to="/categories/$slug" params={{ slug: category.slug }} onClick={onClick}>
      {category.name}
    </Link>
  );
}
