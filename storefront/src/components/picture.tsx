import type { ImgHTMLAttributes } from "react";

interface PictureProps extends Pick<ImgHTMLAttributes<HTMLImageElement>, "className" | "sizes"> {
  src: string;
  /** What can be seen; empty when the text beside it says the same. */
  alt: string;
  width?: number | null | undefined;
  height?: number | null | undefined;
  /** In view when the page opens: fetched at once, and before others. */
  prominent?: boolean;
}

const widths = [160, 320, 480, 640, 960, 1280];

/** A product's image. Its size is reserved before it comes; raster images come as large as needed. */
export function Picture({
  src,
  alt,
  width,
  height,
  prominent = false,
  sizes,
  className,
}: PictureProps) {
  return (
    <img
      src={src}
      srcSet={sourceSet(src)}
      sizes={sizes}
      alt={alt}
      width={width ?? 800}
      height={height ?? 800}
      loading={prominent ? "eager" : "lazy"}
      fetchPriority={prominent ? "high" : "auto"}
      decoding="async"
      className={className}
    />
  );
}

/** The widths in which the media origin serves a raster image; a drawing has no width. */
function sourceSet(src: string): string | undefined {
  if (!src.startsWith("/media/") || src.endsWith(".svg")) return undefined;
  return widths.map((width) => `${src}?w=${width} ${width}w`).join(", ");
}
