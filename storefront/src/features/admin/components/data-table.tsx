import { type ReactNode, useId } from "react";

import { Icon } from "@/components/icon";
import { Skeleton } from "@/components/skeleton";

import styles from "./data-table.module.css";

export interface Column<Row> {
  /** Unique in its table; also what `sort.by` names. */
  key: string;
  label: ReactNode;
  cell: (row: Row) => ReactNode;
  numeric?: boolean;
  /** The cell names its row: screen readers repeat it before the row's other cells. */
  head?: boolean;
  /** Only where the API itself sorts: the rows shown are rarely all there are. */
  sortable?: boolean;
}

interface Sort {
  by: string;
  direction: "ascending" | "descending";
  onChange: (by: string) => void;
}

interface DataTableProps<Row> {
  /** What the table lists; read out before it, and shown only to those who cannot see it. */
  caption: string;
  columns: readonly Column<Row>[];
  /** Undefined while they are on their way. */
  rows: readonly Row[] | undefined;
  rowKey: (row: Row) => string | number;
  empty: ReactNode;
  sort?: Sort;
  /** How many rows to keep room for meanwhile. */
  expected?: number;
}

/**
 * Rows and columns. A table that is wider than its place scrolls inside it, by keyboard too. To
 * lead somewhere by the whole row, put a `Link` into its `head` cell: it covers the row.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, empty, sort, expected = 8 } = props;
  const id = useId();
  if (rows?.length === 0) return <div className={styles.empty}>{empty}</div>;
  return (
    <TableRegion labelledBy={id}>
      <table className={styles.table} aria-busy={rows === undefined}>
        <caption id={id} className="visually-hidden">
          {caption}
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeadCell key={column.key} column={column} sort={sort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows?.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <Cell key={column.key} column={column} row={row} />
              ))}
            </tr>
          )) ?? <PendingRows columns={columns.length} count={expected} />}
        </tbody>
      </table>
    </TableRegion>
  );
}

interface TableRegionProps {
  label?: string;
  labelledBy?: string;
  children: ReactNode;
}

/** The frame around a table, in which it scrolls sideways: by keyboard too (WCAG 2.1.1). */
export function TableRegion({ label, labelledBy, children }: TableRegionProps) {
  return (
    <div
      className={styles.region}
      role="group"
      aria-label={label}
      aria-labelledby={labelledBy}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      {children}
    </div>
  );
}

function HeadCell<Row>({ column, sort }: { column: Column<Row>; sort: Sort | undefined }) {
  const className = column.numeric ? styles.numeric : undefined;
  if (!column.sortable || !sort) {
    return (
      <th scope="col" className={className}>
        {column.label}
      </th>
    );
  }
  const direction = sort.by === column.key ? sort.direction : undefined;
  return (
    <th scope="col" className={className} aria-sort={direction}>
      <button type="button" className={styles.sort} onClick={() => sort.onChange(column.key)}>
        {column.label}
        {direction && <Icon name={direction === "ascending" ? "up" : "down"} size={14} />}
      </button>
    </th>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const className = column.numeric ? styles.numeric : undefined;
  return column.head ? (
    <th scope="row" className={className}>
      {column.cell(row)}
    </th>
  ) : (
    <td className={className}>{column.cell(row)}</td>
  );
}

function PendingRows({ columns, count }: { columns: number; count: number }) {
  return Array.from({ length: count }, (_, row) => (
    <tr key={row}>
      {Array.from({ length: columns }, (_, column) => (
        <td key={column}>
          <Skeleton height="1.2em" />
        </td>
      ))}
    </tr>
  ));
}
