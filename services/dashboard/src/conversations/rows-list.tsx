import type { Conversation } from '@samvad/client';
import {
  type ComponentPropsWithRef,
  forwardRef,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { type Components, type ContextProp, type ItemProps, Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import { settings } from '../desk/notify/settings';
import { ConversationRow } from './conversation-row';
import styles from './rows-list.module.css';

export interface RowsHandle {
  /** The focus to a conversation's row, else to the row that it was on last. */
  focus(id: string | undefined): void;
  scrollTo(id: string): void;
}

interface Props {
  ref?: Ref<RowsHandle>;
  rows: readonly Conversation[];
  selectedId: string | undefined;
  query?: string;
  onOpen(conversationId: string): void;
  onEndReached?(): void;
  footer?: ReactNode;
}

interface Context {
  label: string;
  total: number;
  footer: ReactNode;
}

/** Conversations in a list that has as many rows in the page as are seen, and tells screen readers of all of them. */
export function RowsList({ ref, rows, selectedId, query = '', onOpen, onEndReached, footer }: Props) {
  const { t } = useTranslation('conversations');
  const virtuoso = useRef<VirtuosoHandle>(null);
  const container = useRef<HTMLDivElement>(null);
  const [activeId, setActiveId] = useState(selectedId);
  const known = (id: string | undefined) => (id === undefined ? -1 : rows.findIndex(({ _id }) => _id === id));
  const tabStop = [activeId, selectedId].find((id) => known(id) >= 0) ?? rows[0]?._id;

  const focusRow = (index: number) => {
    const id = rows[index]?._id;
    if (id === undefined) return;
    setActiveId(id);
    const focus = () => {
      const row = container.current?.querySelector<HTMLElement>(`[data-conversation="${CSS.escape(id)}"]`);
      row?.focus({ preventScroll: true });
      return row !== null && row !== undefined;
    };
    // Not in the page yet, when it is far from what is seen.
    virtuoso.current?.scrollIntoView({ index, behavior: 'auto', done: () => requestAnimationFrame(focus) });
    focus();
  };

  useImperativeHandle(ref, () => ({
    focus: (id) => focusRow(Math.max(0, known(id) >= 0 ? known(id) : known(tabStop))),
    scrollTo: (id) => {
      const index = known(id);
      if (index >= 0) virtuoso.current?.scrollIntoView({ index, behavior: 'auto' });
    },
  }));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const focused = (event.target as HTMLElement).dataset.conversation;
    const at = known(focused ?? tabStop);
    const page = Math.max(1, Math.floor((container.current?.clientHeight ?? 0) / 66) - 1);
    const letters = settings().singleKeys ? { j: at + 1, k: at - 1 } : {};
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
      ...letters,
    };
    const next = steps[event.key];
    if (next === undefined || rows.length === 0) return;
    event.preventDefault();
    focusRow(Math.max(0, Math.min(next, rows.length - 1)));
  };

  const row = useCallback(
    (_: number, conversation: Conversation) => (
      <ConversationRow
        conversation={conversation}
        isSelected={conversation._id === selectedId}
        isTabStop={conversation._id === tabStop}
        query={query}
        onOpen={onOpen}
      />
    ),
    [selectedId, tabStop, query, onOpen],
  );

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys between the links of the list
    <div ref={container} className={styles.container} onKeyDown={onKeyDown}>
      <Virtuoso<Conversation, Context>
        ref={virtuoso}
        data={rows as Conversation[]}
        context={{ label: t('list'), total: rows.length, footer }}
        components={components}
        computeItemKey={(_, conversation) => conversation._id}
        itemContent={row}
        defaultItemHeight={66}
        increaseViewportBy={400}
        tabIndex={-1}
        {...(onEndReached ? { endReached: onEndReached } : {})}
      />
    </div>
  );
}

const List = forwardRef<HTMLDivElement, ComponentPropsWithRef<'div'> & ContextProp<Context>>(function List(
  { context, ...props },
  ref,
) {
  // biome-ignore lint/a11y/useSemanticElements: Virtuoso measures and pads block elements
  return <div {...props} ref={ref} role="list" aria-label={context.label} />;
});

function Item({ context, item: _, ...props }: ItemProps<Conversation> & ContextProp<Context>) {
  // biome-ignore lint/a11y/useSemanticElements: as its list is
  return <div {...props} role="listitem" aria-setsize={context.total} aria-posinset={props['data-index'] + 1} />;
}

function Footer({ context }: ContextProp<Context>) {
  return context.footer;
}

const components: Components<Conversation, Context> = { List, Item, Footer } as Components<Conversation, Context>;
