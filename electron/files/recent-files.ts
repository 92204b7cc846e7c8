import { z } from 'zod'

/** Paths of files that were opened, the latest first. */
export const recentFiles = z.array(z.string().min(1)).max(100)

const mostRecent = 10

export function withRecent(paths: readonly string[], path: string): string[] {
  return [path, ...paths.filter((known) => known !== path)].slice(0, mostRecent)
}
