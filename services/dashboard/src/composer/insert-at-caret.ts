/** As if it had been typed: at the caret, and taken back by the browser's own undo. */
export function insertAtCaret(box: HTMLTextAreaElement, text: string): void {
  box.focus();
  // Deprecated, and yet the only way that keeps what can be undone.
  if (document.execCommand('insertText', false, text)) return;
  box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
  box.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: text }));
}
