/**
 * The files that are pasted. None where there are words as well and a picture of them, as spreadsheets put it: who copies
 * cells wants the text. A file's own name may stand beside it as plain text.
 */
export function clipboardFiles(clipboard: DataTransfer): File[] {
  const isRichText = clipboard.types.includes('text/html') || clipboard.types.includes('text/rtf');
  if (isRichText && clipboard.getData('text/plain').trim() !== '') return [];
  return [...clipboard.files];
}
