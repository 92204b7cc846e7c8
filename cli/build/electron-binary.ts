import { readFileSync } from 'node:fs'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** Electron's executable where it has been downloaded, by the files of its npm package; undefined where it has not. */
export function electronBinary(
  packageFolder: string,
  environment: Environment,
  exists: (path: string) => boolean,
): string | undefined {
  let name: string
  try {
    name = readFileSync(join(packageFolder, 'path.txt'), 'utf8').trim()
  } catch {
    return undefined
  }
  if (name === '') return undefined
  const path = join(environment['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(packageFolder, 'dist'), name)
  return exists(path) ? path : undefined
}

/** Whether a window can be shown: on Linux only with a display server. */
export function hasScreen(platform: NodeJS.Platform, environment: Environment): boolean {
  return platform !== 'linux' || Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY'])
}
