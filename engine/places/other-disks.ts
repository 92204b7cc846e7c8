import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { KnownFolder } from './places.ts'
import type { Surroundings } from './machine.ts'

/** Disks beside the one that holds the home folder: drive letters, or what is mounted where desktops mount it. */
export function otherDisks(surroundings: Surroundings): KnownFolder[] {
  const { platform, variables } = surroundings
  if (platform === 'win32') {
    const letters = Array.from('CDEFGHIJKLMNOPQRSTUVWXYZ')
    return letters
      .map((letter) => ({ name: `${letter}:`, path: `${letter}:\\` }))
      .filter((drive) => existsSync(drive.path))
  }
  const user = variables['USER'] ?? ''
  const parents =
    platform === 'darwin'
      ? ['/Volumes']
      : user === ''
        ? ['/mnt']
        : ['/mnt', join('/media', user), join('/run/media', user)]
  return parents.flatMap((parent) => {
    try {
      return readdirSync(parent, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => ({ name: entry.name, path: join(parent, entry.name) }))
        .sort((left, right) => (left.name < right.name ? -1 : 1))
    } catch {
      return []
    }
  })
}
