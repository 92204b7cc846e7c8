import path, { type PlatformPath } from 'node:path'

/** Whether a path is a folder or lies in it, by how they are written. */
export function isBelow(folder: string, inner: string, { relative, isAbsolute, sep }: PlatformPath = path): boolean {
  const way = relative(folder, inner)
  // Another drive or server is no way, but a path of its own.
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
