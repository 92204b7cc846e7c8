/** The folder of a file, by whatever separators its machine writes: `/models`, `C:\\models`. */
export function folderOf(path: string): string {
  const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))
  return end < 0 ? '' : path.slice(0, Math.max(end, 1))
}
