import { useQuery } from "@tanstack/react-query";

import { ButtonLink } from "@/components/button";
import { ProblemNotice } from "@/components/notice";
import { departmentsOf } from "@/features/catalog/api/categories";
import { t } from "@/i18n/t";

import { homePageQuery } from "./api/home-page";
import { Departments } from "./departments";
import styles from "./home.module.css";
import { Missing, Shelf } from "./shelf";

/** The front page. Its first words need no data, so that they are painted at once. */
export function HomePage() {
  const { data, error, refetch } = useQuery(homePageQuery());
  const retry = () => void refetch();
  return (
    <>
      <title>{`${t("common.shopName")} – ${t("home.tagline")}`}</title>
      <meta name="description" content={t("home.heroLead")} />
      <Hero />
      <div className={`page ${styles.sections ?? ""}`}>
        {error && <ProblemNotice error={error} retry={retry} />}
        {data?.categories === null ? (
          <Missing title={t("home.departments")} retry={retry} />
        ) : (
          <Departments departments={data && departmentsOf(data.categories)} />
        )}
        <Shelf title={t("home.popular")} products={data?.popular} retry={retry} />
        <Shelf
          title={t("home.newest")}
          products={data?.newest}
          more={{ to: "/search", search: { sort: "newest" } }}
          retry={retry}
        />
        <Promises />
      </div>
    </>
  );
}

function Hero() {
  return (
    <section className={styles.hero}>
      <div className={`page ${styles.heroInner ?? ""}`}>
        <div className={styles.heroText}>
          <h1 className={styles.heroTitle}>{t("home.heroTitle")}</h1>
          <p className={styles.heroLead}>{t("home.heroLead")}</p>
          <div className="cluster">
            <ButtonLink to="/search" search={{ sort: "newest" }} look="primary">
              {t("home.heroNew")}
            </ButtonLink>
            <ButtonLink to="/search">{t("home.heroAll")}</ButtonLink>
          </div>
        </div>
        <Still />
      </div>
    </section>
  );
}

/** A quiet still life in the shop's own colours: no request, no shift, right in both themes. */
function Still() {
  return (
    <svg className={styles.still} viewBox="0 0 480 400" aria-hidden="true">
      <path className={styles.arch} d="M90 400V190a150 150 0 0 1 300 0v210z" />
      <rect className={styles.table} y="330" width="480" height="70" rx="10" />
      <path
        className={styles.pot}
        d="M196 214h96c10 0 14 10 11 20l-18 86c-2 8-7 12-15 12h-52c-8 0-13-4-15-12l-18-86c-3-10 1-20 11-20z"
      />
      <path className={styles.rim} d="M188 206h112a9 9 0 0 1 0 26H188a9 9 0 0 1 0-26z" />
      <g className={styles.leaves}>
        <path d="M244 206c-6-40-2-92 14-132 22 40 20 94-6 132z" />
        <path d="M240 206c-34-18-62-54-74-100 44 14 74 52 80 98z" />
        <path d="M248 206c30-22 64-36 112-34-24 34-64 46-108 38z" />
        <path d="M238 206c-30-4-66-2-98 18 36 18 72 6 100-12z" />
      </g>
      <path className={styles.bowl} d="M52 276h124c0 36-24 56-62 56s-62-20-62-56z" />
      <circle className={styles.fruit} cx="96" cy="262" r="22" />
      <circle className={styles.fruitLight} cx="134" cy="264" r="19" />
      <path className={styles.bowl} d="M52 276h124c0 36-24 56-62 56s-62-20-62-56z" />
      <path className={styles.cup} d="M340 268h72v44c0 12-8 20-20 20h-32c-12 0-20-8-20-20z" />
      <path className={styles.handle} d="M412 280h10a16 16 0 0 1 0 32h-10" />
    </svg>
  );
}

function Promises() {
  return (
    <ul className={styles.promises}>
      {(["home.promiseStock", "home.promisePrice", "home.promiseReturn"] as const).map((id) => (
        <li key={id}>
          <h2 className={styles.promiseTitle}>{t(id)}</h2>
          <p className="soft">{t(`${id}Text`)}</p>
        </li>
      ))}
    </ul>
  );
}
