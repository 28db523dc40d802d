import { useEffect, useRef, useState } from "react";

import type { components } from "@/api/client";
import { Picture } from "@/components/picture";
import { t } from "@/i18n/t";

import styles from "./gallery.module.css";

type Image = components["schemas"]["ImageRecord"];

interface GalleryProps {
  title: string;
  images: readonly Image[];
  /** The picture of the chosen variant; the gallery turns to it. */
  shown: string | null;
}

/** A product's pictures: swiped, scrolled with the arrow keys, or chosen by their thumbnails. */
export function Gallery({ title, images, shown }: GalleryProps) {
  const strip = useRef<HTMLUListElement>(null);
  const first = Math.max(
    0,
    images.findIndex((image) => image.url === shown),
  );
  const [current, setCurrent] = useState(first);
  const turn = (index: number) => {
    const element = strip.current;
    element?.scrollTo({ left: index * element.clientWidth });
  };
  useEffect(() => turn(first), [first]);
  const follow = () => {
    const { scrollLeft = 0, clientWidth = 1 } = strip.current ?? {};
    setCurrent(Math.round(scrollLeft / clientWidth));
  };
  if (images.length === 0) return <div className={styles.empty} />;
  return (
    <section className={styles.gallery} aria-label={t("catalog.pictures")}>
      {/* It scrolls, so that it has to be reached without a mouse. */}
      <ul
        ref={strip}
        className={styles.strip}
        onScroll={follow}
        tabIndex={images.length > 1 ? 0 : undefined}
        aria-label={t("catalog.picturesOf", { title })}
      >
        {images.map((image, index) => (
          <li key={image.url}>
            <Picture
              src={image.url}
              alt={image.alt || title}
              width={image.width}
              height={image.height}
              prominent={index === first}
              sizes="(max-width: 56rem) 92vw, 40rem"
            />
          </li>
        ))}
      </ul>
      {images.length > 1 && (
        <ul className={styles.thumbnails}>
          {images.map((image, index) => (
            <li key={image.url}>
              <button
                type="button"
                aria-label={t("catalog.showPicture", { number: index + 1, about: image.alt })}
                aria-current={index === current}
                onClick={() => turn(index)}
              >
                <Picture src={image.url} alt="" width={72} height={72} sizes="72px" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
