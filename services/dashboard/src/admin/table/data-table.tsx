// biome-ignore-all lint/a11y/noRedundantRoles: browsers take a table that is not laid out as one for none
import { VisuallyHidden } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { memo, type ReactNode, useRef } from 'react';
import { type StateSnapshot, type TableComponents, TableVirtuoso, type TableVirtuosoHandle } from 'react-virtuoso';
import { useScrollParent } from '../frame/scroll-parent';
import styles from './data-table.module.css';

export interface Column<Row> {
  /** `data-column` of its cells, which the style of a table places them by. */
  id: string;
  header: string;
  /** Instead of the words, which stay for screen readers. */
  headerContent?: ReactNode;
  /** Names the row to screen readers. */
  isRowHeader?: boolean;
  /** There is nothing to read in the head. */
  isHeaderHidden?: boolean;
  /** On a phone, where rows are cards without a head, the header's words stand before the value. */
  isLabelled?: boolean;
  cell: (row: Row) => ReactNode;
}

interface Context {
  caption: string;
  className: string;
  isBusy: boolean;
  rowCount: number;
  isSelected: (row: never) => boolean;
}

interface Props<Row> {
  /** What the table is, for screen readers. */
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  idOf: (row: Row) => string;
  /** Sets `--columns`, the widths, and places the cells of a phone's cards. */
  className: string;
  /** What is shown answers the question before. */
  isBusy?: boolean;
  hasMore?: boolean;
  onEnd?: () => void;
  isSelected?: (row: Row) => boolean;
  /** Whoever comes back from a row finds the table scrolled to it. Another name for each other list of rows. */
  name: string;
}

/**
 * A table of any number of rows, of which those in sight are in the document. Rows are grids, and cards on a phone.
 */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  idOf,
  className,
  isBusy = false,
  hasMore = false,
  onEnd,
  isSelected = () => false,
  name,
}: Props<Row>) {
  const scrollParent = useScrollParent();
  const table = useRef<TableVirtuosoHandle>(null);
  const queries = useQueryClient();
  const placeKey = ['place', name];
  const place = queries.getQueryData<StateSnapshot>(placeKey);
  if (!scrollParent) return null;
  const rowCount = hasMore ? -1 : rows.length + 1;
  const context: Context = { caption, className, isBusy, rowCount, isSelected };
  return (
    <TableVirtuoso<Row, Context>
      key={name}
      ref={table}
      {...(place ? { restoreStateFrom: place } : {})}
      isScrolling={(isScrolling) => {
        if (!isScrolling) table.current?.getState((state) => queries.setQueryData(placeKey, state));
      }}
      customScrollParent={scrollParent}
      data={rows}
      context={context}
      components={components as TableComponents<Row, Context>}
      computeItemKey={(_, row) => idOf(row)}
      increaseViewportBy={400}
      {...(onEnd ? { endReached: onEnd } : {})}
      fixedHeaderContent={() => (
        <tr role="row" aria-rowindex={1} className={styles.headRow}>
          {columns.map(({ id, header, headerContent, isHeaderHidden }) => (
            <th key={id} role="columnheader" scope="col" data-column={id} className={styles.header}>
              {headerContent ?? (isHeaderHidden ? <VisuallyHidden>{header}</VisuallyHidden> : header)}
            </th>
          ))}
        </tr>
      )}
      itemContent={(_, row) => <Cells columns={columns} row={row} />}
    />
  );
}

/** Drawn again when the row has changed, or what a column does with it. */
const Cells = memo(function Cells<Row>({ columns, row }: { columns: Column<Row>[]; row: Row }) {
  return columns.map(({ id, header, isRowHeader, isLabelled, cell }) => {
    const content = (
      <>
        {isLabelled && (
          <span aria-hidden className={styles.label}>
            {header}
          </span>
        )}
        {cell(row)}
      </>
    );
    return isRowHeader ? (
      <th key={id} role="rowheader" scope="row" data-column={id} className={styles.cell}>
        {content}
      </th>
    ) : (
      <td key={id} role="cell" data-column={id} className={styles.cell}>
        {content}
      </td>
    );
  });
}) as <Row>(props: { columns: Column<Row>[]; row: Row }) => ReactNode;

const components: TableComponents<unknown, Context> = {
  Table: ({ context, children }) => (
    <table
      role="table"
      aria-busy={context.isBusy}
      aria-rowcount={context.rowCount}
      className={`${styles.table} ${context.className}`}
    >
      <caption className={styles.caption}>{context.caption}</caption>
      {children}
    </table>
  ),
  // Stuck to the top by our own style, which on a phone does otherwise.
  TableHead: ({ context: _, style: __, ...props }) => <thead {...props} role="rowgroup" className={styles.head} />,
  TableBody: ({ context: _, ...props }) => <tbody {...props} role="rowgroup" className={styles.body} />,
  TableRow: ({ context, item, ...props }) => (
    <tr
      {...props}
      role="row"
      aria-rowindex={props['data-index'] + 2}
      data-selected={context.isSelected(item as never) || undefined}
      className={styles.row}
    />
  ),
  FillerRow: ({ height }) => <tr aria-hidden className={styles.filler} style={{ height }} />,
};
