import { SelectField, TextareaField, TextField } from "@/components/field";
import { t } from "@/i18n/t";

import { DocumentForm } from "../components/document-form";
import { errorAt } from "../components/error-summary";
import { FieldRow, FormSection } from "../components/form-section";
import { type Stored, useStored } from "../components/versioned-documents";
import { type Category, type CategoryBody, inTreeOrder, isWithin } from "./categories";
import { categoryDoors } from "./category-doors";
import { UploadButton } from "./images-section";
import { fieldName } from "./product-problems";

const blank: CategoryBody = {
  name: "",
  parent_id: null,
  slug: null,
  position: 0,
  image_url: null,
  description: "",
};

function check(category: CategoryBody) {
  const detail = t("adminCatalog.nameMissing");
  return category.name.trim() ? [] : [{ pointer: "/name", code: "name-missing", detail }];
}

interface CategoryFormProps {
  stored: Stored<CategoryBody> | undefined;
  categories: readonly Category[];
  onDone: () => void;
  onClose: () => void;
}

export function CategoryForm({ stored, categories, onDone, onClose }: CategoryFormProps) {
  const storing = useStored(stored, categoryDoors, onDone);
  const parents = inTreeOrder(categories).filter(
    ({ category }) => !stored || !isWithin(categories, category.id, stored.id),
  );
  return (
    <DocumentForm
      stored={stored}
      initial={stored?.data ?? blank}
      storing={storing}
      check={check}
      nameOf={fieldName}
      deleteTitle={t("adminCatalog.deleteTitle", { name: stored?.data.name ?? "" })}
      deleteText={t("adminCatalog.deleteCategoryText")}
      onClose={onClose}
    >
      {({ draft, change, problems, text }) => (
        <FormSection title={t("adminCatalog.category")} intro={t("adminCatalog.categoryIntro")}>
          <FieldRow>
            <TextField
              {...text("name")}
              label={t("adminCatalog.field.name")}
              maxLength={255}
              required
            />
            <SelectField
              name="/parent_id"
              label={t("adminCatalog.parent")}
              value={draft.parent_id ?? ""}
              error={errorAt(problems, "/parent_id")}
              onChange={(event) => change({ parent_id: event.target.value || null })}
            >
              <option value="">{t("adminCatalog.atTheTop")}</option>
              {parents.map(({ category, path }) => (
                <option key={category.id} value={category.id}>
                  {path.join(" › ")}
                </option>
              ))}
            </SelectField>
            <TextField
              name="/slug"
              label={t("adminCatalog.slug")}
              hint={t("adminCatalog.categorySlugHint")}
              value={draft.slug ?? ""}
              maxLength={200}
              error={errorAt(problems, "/slug")}
              onChange={(event) => change({ slug: event.target.value || null })}
            />
          </FieldRow>
          <TextareaField
            name="/description"
            label={t("adminCatalog.categoryText")}
            value={draft.description}
            maxLength={5000}
            rows={3}
            onChange={(event) => change({ description: event.target.value })}
          />
          <FieldRow>
            <TextField
              name="/image_url"
              label={t("adminCatalog.image")}
              value={draft.image_url ?? ""}
              maxLength={2000}
              error={errorAt(problems, "/image_url")}
              onChange={(event) => change({ image_url: event.target.value || null })}
            />
            <div style={{ paddingTop: "1.5rem" }}>
              <UploadButton
                onUploaded={([picture]) => change({ image_url: picture?.url ?? null })}
              />
            </div>
          </FieldRow>
          {draft.image_url && (
            <img
              src={draft.image_url}
              alt=""
              width={120}
              height={120}
              style={{ objectFit: "cover" }}
            />
          )}
        </FormSection>
      )}
    </DocumentForm>
  );
}
