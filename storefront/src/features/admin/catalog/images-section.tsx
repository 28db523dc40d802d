import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";

import { Button } from "@/components/button";
import { TextField } from "@/components/field";
import { Icon } from "@/components/icon";
import { ProblemNotice } from "@/components/notice";
import { t } from "@/i18n/t";

import { errorAt } from "../components/error-summary";
import { FormSection } from "../components/form-section";
import type { SectionProps } from "./basics-section";
import { moved } from "./moved";
import styles from "./product-editor.module.css";
import type { Picture } from "./products";
import { uploadPicture } from "./upload-picture";

/** The product's pictures; the first one is its face in the shop. */
export function ImagesSection({ record, onChange, problems }: SectionProps) {
  const { images } = record;
  const change = (index: number, patch: Partial<Picture>) =>
    onChange({ images: images.map((one, at) => (at === index ? { ...one, ...patch } : one)) });
  const add = (added: readonly Picture[]) => onChange({ images: [...images, ...added] });
  return (
    <FormSection
      title={t("adminCatalog.images")}
      intro={t("adminCatalog.imagesIntro")}
      action={
        <div className="cluster">
          <UploadButton onUploaded={add} />
          <Button size="small" onClick={() => add([blankPicture()])}>
            <Icon name="plus" size={16} /> {t("adminCatalog.addImage")}
          </Button>
        </div>
      }
    >
      {images.map((image, index) => (
        <div key={index} className={styles.picture}>
          <div className={styles.thumbnail}>
            {image.url && <img src={image.url} alt="" loading="lazy" />}
          </div>
          <TextField
            name={`/images/${index}/url`}
            label={t("adminCatalog.imageUrl")}
            value={image.url}
            maxLength={2000}
            required
            error={errorAt(problems, `/images/${index}/url`)}
            onChange={(event) =>
              change(index, { url: event.target.value, width: null, height: null })
            }
          />
          <TextField
            name={`/images/${index}/alt`}
            label={t("adminCatalog.imageAlt")}
            value={image.alt}
            maxLength={500}
            onChange={(event) => change(index, { alt: event.target.value })}
          />
          <div className={styles.tools}>
            <Button
              look="icon"
              aria-label={t("adminCatalog.moveUp", { what: image.alt || image.url })}
              disabled={index === 0}
              onClick={() => onChange({ images: moved(images, index, -1) })}
            >
              <Icon name="up" />
            </Button>
            <Button
              look="icon"
              aria-label={t("adminCatalog.moveDown", { what: image.alt || image.url })}
              disabled={index === images.length - 1}
              onClick={() => onChange({ images: moved(images, index, 1) })}
            >
              <Icon name="down" />
            </Button>
            <Button
              look="icon"
              aria-label={t("adminCatalog.removeImage", { what: image.alt || image.url })}
              onClick={() => onChange({ images: images.filter((_, at) => at !== index) })}
            >
              <Icon name="trash" />
            </Button>
          </div>
        </div>
      ))}
    </FormSection>
  );
}

function blankPicture(): Picture {
  return { url: "", alt: "", width: null, height: null };
}

/** Takes pictures from this computer, one after the other. */
export function UploadButton({ onUploaded }: { onUploaded: (pictures: Picture[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const upload = useMutation({
    mutationFn: async (files: readonly File[]) => {
      const pictures: Picture[] = [];
      for (const file of files) pictures.push({ ...(await uploadPicture(file)), alt: "" });
      return pictures;
    },
    onSuccess: onUploaded,
  });
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple
        hidden
        onChange={(event) => {
          upload.mutate([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <Button size="small" busy={upload.isPending} onClick={() => input.current?.click()}>
        <Icon name="upload" size={16} /> {t("adminCatalog.uploadImage")}
      </Button>
      {upload.error && <ProblemNotice error={upload.error} />}
    </>
  );
}
