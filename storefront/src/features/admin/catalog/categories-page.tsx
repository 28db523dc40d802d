import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { Button, ButtonLink } from "@/components/button";
import { Icon } from "@/components/icon";
import { ProblemNotice } from "@/components/notice";
import { t } from "@/i18n/t";

import { DataTable } from "../components/data-table";
import { ListOrEditor } from "../components/list-or-editor";
import { PageHead } from "../components/page-head";
import { adminCategoriesQuery, type Category, inTreeOrder, type Placed } from "./categories";
import { categoryDoors, toStored } from "./category-doors";
import { CategoryForm } from "./category-form";
import { moved } from "./moved";

export function CategoriesPage() {
  const categories = useQuery(adminCategoriesQuery());
  return (
    <ListOrEditor
      list={<Tree />}
      editor={(id, onDone, onClose) => {
        const category = categories.data?.find((one) => one.id === id);
        return (
          <>
            <PageHead
              title={category?.name ?? t("adminCatalog.newCategory")}
              before={<Link to="/admin/categories">{t("adminCatalog.categories")}</Link>}
            />
            {(category ?? id === "new") && (
              <CategoryForm
                stored={category && toStored(category)}
                categories={categories.data ?? []}
                onDone={onDone}
                onClose={onClose}
              />
            )}
          </>
        );
      }}
    />
  );
}

/** Give the categories beside one another the places that their order says. */
function useReorder() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (siblings: readonly Category[]) => {
      for (const [position, category] of siblings.entries()) {
        if (category.position === position) continue;
        const { id, version, data } = toStored(category);
        await categoryDoors.replace(id, version, { ...data, position });
      }
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: adminCategoriesQuery().queryKey }),
  });
}

function Tree() {
  const categories = useQuery(adminCategoriesQuery());
  const reorder = useReorder();
  const placed = categories.data && inTreeOrder(categories.data);
  const siblingsOf = ({ category }: Placed) =>
    (placed ?? []).map((one) => one.category).filter((one) => one.parent_id === category.parent_id);
  const move = (row: Placed, by: number) => {
    const siblings = siblingsOf(row);
    reorder.mutate(moved(siblings, siblings.indexOf(row.category), by));
  };
  return (
    <>
      <PageHead title={t("adminCatalog.categories")} intro={t("adminCatalog.categoriesIntro")}>
        <ButtonLink to="/admin/categories" search={{ id: "new" }} look="primary">
          <Icon name="plus" /> {t("adminCatalog.newCategory")}
        </ButtonLink>
      </PageHead>
      {reorder.error && <ProblemNotice error={reorder.error} />}
      {categories.error ? (
        <ProblemNotice error={categories.error} retry={() => void categories.refetch()} />
      ) : (
        <DataTable
          caption={t("adminCatalog.categories")}
          rows={placed}
          rowKey={(row) => row.category.id}
          empty={t("adminCatalog.noCategories")}
          columns={[
            {
              key: "name",
              label: t("adminCatalog.field.name"),
              head: true,
              cell: ({ category, depth }) => (
                <Link
                  to="/admin/categories"
                  search={{ id: category.id }}
                  style={{ paddingInlineStart: `${depth * 1.5}rem` }}
                >
                  {category.name}
                </Link>
              ),
            },
            {
              key: "slug",
              label: t("adminCatalog.slug"),
              cell: ({ category }) => category.slug,
            },
            {
              key: "order",
              label: t("adminCatalog.order"),
              cell: (row) => {
                const siblings = siblingsOf(row);
                const place = siblings.indexOf(row.category);
                return (
                  <span style={{ display: "inline-flex" }}>
                    <Button
                      look="icon"
                      aria-label={t("adminCatalog.moveUp", { what: row.category.name })}
                      disabled={place === 0 || reorder.isPending}
                      onClick={() => move(row, -1)}
                    >
                      <Icon name="up" size={16} />
                    </Button>
                    <Button
                      look="icon"
                      aria-label={t("adminCatalog.moveDown", { what: row.category.name })}
                      disabled={place === siblings.length - 1 || reorder.isPending}
                      onClick={() => move(row, 1)}
                    >
                      <Icon name="down" size={16} />
                    </Button>
                  </span>
                );
              },
            },
          ]}
        />
      )}
    </>
  );
}
