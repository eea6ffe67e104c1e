/** The files that were dropped, and how many folders, which cannot be sent. To be called while the event lasts. */
export function droppedFiles({ items, files }: DataTransfer): { files: File[]; folders: number } {
  const entries = [...items].filter(({ kind }) => kind === 'file').map((item) => item.webkitGetAsEntry?.());
  // What was not dropped by hand (scripts) has no entries.
  const isFolder = (index: number) => entries[index]?.isDirectory === true;
  const all = [...files];
  return {
    files: all.filter((_, index) => !isFolder(index)),
    folders: all.filter((_, index) => isFolder(index)).length,
  };
}
