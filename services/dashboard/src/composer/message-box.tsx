import { type ClipboardEvent, type KeyboardEvent, type Ref, useEffect, useLayoutEffect, useRef } from 'react';
import { isFinePointer } from '../theme/pointer';
import { clipboardFiles } from './attachments/clipboard-files';

interface Props {
  ref: Ref<HTMLTextAreaElement>;
  className: string | undefined;
  label: string;
  placeholder: string;
  value: string;
  describedBy: string;
  isInvalid: boolean;
  onChange(text: string): void;
  onSend(): void;
  onFiles(files: readonly File[]): void;
  /** While the caret is in it; returns the end of that. */
  onHold(): () => void;
}

/** The text box: grows with its text, and knows when Enter means to send. */
export function MessageBox({ ref, className, label, value, describedBy, isInvalid, ...props }: Props) {
  const own = useRef<HTMLTextAreaElement>(null);
  const release = useRef<() => void>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: its height follows its text
  useLayoutEffect(() => grow(own.current), [value]);
  useEffect(() => () => release.current?.(), []);

  const keyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== 'Enter' || isComposing(event)) return;
    const isWanted = event.ctrlKey || event.metaKey || (isFinePointer() && !event.shiftKey && !event.altKey);
    if (!isWanted) return;
    event.preventDefault();
    // Held down, it sends once.
    if (!event.repeat) props.onSend();
  };
  const paste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const files = clipboardFiles(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    props.onFiles(files);
  };

  return (
    <textarea
      ref={(element) => {
        own.current = element;
        if (typeof ref === 'function') ref(element);
        else if (ref) ref.current = element;
      }}
      className={className}
      aria-label={label}
      aria-describedby={describedBy}
      aria-invalid={isInvalid || undefined}
      placeholder={props.placeholder}
      rows={1}
      // Empty, it has the direction of the page, and its placeholder with it.
      dir={value === '' ? undefined : 'auto'}
      spellCheck
      autoComplete="off"
      enterKeyHint={isFinePointer() ? 'send' : 'enter'}
      value={value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      onKeyDown={keyDown}
      onPaste={paste}
      onFocus={() => {
        release.current ??= props.onHold();
      }}
      onBlur={() => {
        release.current?.();
        release.current = undefined;
      }}
    />
  );
}

/** Enter chooses what an input method offers. Safari tells of the end of that before the key: hence the old code. */
const isComposing = ({ nativeEvent }: KeyboardEvent) => nativeEvent.isComposing || nativeEvent.keyCode === 229;

/** For browsers without `field-sizing`; how high it may become is said in the style. */
function grow(box: HTMLTextAreaElement | null): void {
  if (!box || CSS.supports('field-sizing', 'content')) return;
  box.style.blockSize = 'auto';
  box.style.blockSize = `${box.scrollHeight}px`;
}
