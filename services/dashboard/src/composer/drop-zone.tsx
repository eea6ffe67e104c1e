import { IconFileUpload } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../session/session-provider';
import { addFiles } from './attachments/add-files';
import { clipboardFiles } from './attachments/clipboard-files';
import { droppedFiles } from './attachments/dropped-files';
import classes from './drop-zone.module.css';
import { useDraftKey } from './use-draft';

interface Props {
  conversationId: string;
  children: ReactNode;
}

/** Takes files that are dropped anywhere on the chat, or pasted while nothing is edited. By keyboard there is "Attach". */
export function ComposerDropZone({ conversationId, children }: Props) {
  const { t } = useTranslation('composer');
  const client = useClient();
  const key = useDraftKey(conversationId);
  const zone = useRef<HTMLDivElement>(null);
  const isOwnDrag = useGuardedPage();
  const [isOver, setOver] = useState(false);

  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const target = event.target as Element;
      const isHere = target === document.body || zone.current?.contains(target);
      if (!isHere || event.defaultPrevented || target.closest('input, textarea, [contenteditable]')) return;
      const files = event.clipboardData ? clipboardFiles(event.clipboardData) : [];
      if (files.length === 0) return;
      event.preventDefault();
      void addFiles(client, key, files);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [client, key]);

  const isForUs = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes('Files') && !isOwnDrag.current;
  const over = (event: DragEvent) => {
    if (!isForUs(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    setOver(false);
    if (!isForUs(event)) return;
    event.preventDefault();
    const { files, folders } = droppedFiles(event.dataTransfer);
    void addFiles(client, key, files, folders > 0 ? { kind: 'folder', count: folders } : null);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: an additional way for pointers
    <div
      ref={zone}
      className={classes.zone}
      onDragEnter={over}
      onDragOver={over}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        // To a child is not away.
        if (!currentTarget.contains(relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={drop}
    >
      {children}
      {isOver && (
        <div className={classes.overlay} aria-hidden>
          <IconFileUpload size={40} stroke={1.5} />
          {t('dropHere')}
        </div>
      )}
    </div>
  );
}

/**
 * A file dropped beside the chat would replace the page: nothing happens instead. Says whether what is dragged is of this
 * page, as a picture of a message is: browsers offer that as a file, too.
 */
function useGuardedPage() {
  const isOwnDrag = useRef(false);
  useEffect(() => {
    const control = new AbortController();
    const { signal } = control;
    const refuse = (event: globalThis.DragEvent) => {
      if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'none';
    };
    const own = ({ type }: globalThis.DragEvent) => {
      isOwnDrag.current = type === 'dragstart';
    };
    addEventListener('dragstart', own, { signal });
    addEventListener('dragend', own, { signal });
    addEventListener('dragover', refuse, { signal });
    addEventListener('drop', refuse, { signal });
    return () => control.abort();
  }, []);
  return isOwnDrag;
}
