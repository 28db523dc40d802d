import styles from "./skeleton.module.css";

interface SkeletonProps {
  width?: string;
  height?: string;
  aspectRatio?: string;
}

/** The place of something that is on its way; of its size, so that nothing moves when it comes. */
export function Skeleton({ width = "100%", height = "1em", aspectRatio }: SkeletonProps) {
  const size = aspectRatio ? { width, aspectRatio } : { width, height };
  return <span className={styles.skeleton} style={size} aria-hidden="true" />;
}
