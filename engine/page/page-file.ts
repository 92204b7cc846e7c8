import { realpath, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

/** A file of the built UI. */
interface PageFile {
  /** Real path, inside the folder. */
  readonly path: string
  readonly contentType: string
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/**
 * The file that a URL's path names inside a folder, or undefined where there is none that may be given out. The path is
 * decoded once; what then holds a backslash, a NUL, a `.` or `..` part, or an unknown kind of file is refused, and the
 * real path of the file (symbolic links followed) must lie inside the real path of the folder.
 *
 * @param pathname as in `URL.pathname`, beginning with `/`; `/` names `index.html`
 */
export async function findPageFile(folder: string, pathname: string): Promise<PageFile | undefined> {
  const parts = decodedParts(pathname)
  if (parts === undefined) return undefined
  const relative = parts.length === 1 && parts[0] === '' ? ['index.html'] : parts
  const contentType = contentTypes[extname(relative.at(-1)!).toLowerCase()]
  if (contentType === undefined) return undefined
  try {
    const root = await realpath(folder)
    const path = await realpath(join(root, ...relative))
    const isInside = path.startsWith(root.endsWith(sep) ? root : root + sep)
    return isInside && (await stat(path)).isFile() ? { path, contentType } : undefined
  } catch {
    return undefined
  }
}

function decodedParts(pathname: string): string[] | undefined {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return undefined
  }
  if (!decoded.startsWith('/') || decoded.includes('\\') || decoded.includes('\0')) return undefined
  const parts = decoded.slice(1).split('/')
  const isOdd = (part: string, index: number): boolean =>
    part === '.' || part === '..' || part.includes(':') || (part === '' && !(index === 0 && parts.length === 1))
  return parts.some(isOdd) ? undefined : parts
}
