import { Arch, build, type Configuration, Platform } from 'electron-builder'
import { createRequire } from 'node:module'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { builderConfiguration } from './builder-config.ts'

export interface PackedFile {
  /** From the root of the packed app, with slashes. */
  readonly path: string
  /** The file that is packed, as an absolute path. */
  readonly source: string
  readonly bytes: number
  /** Whether it lies beside the archive. */
  readonly isUnpacked: boolean
}

interface FileSet {
  readonly src: string
  readonly destination: string
  readonly files: readonly string[]
  readonly metadata: ReadonlyMap<string, { readonly size: number; isFile(): boolean }>
}

/** What electron-builder hands its packer. Not of its public interface: a test tells where another version differs. */
interface Packer {
  readonly config: {
    readonly defaultDestination: string
    readonly unpackPattern?: (file: string, stat: unknown) => boolean
  }
  pack(sets: readonly FileSet[]): Promise<void>
}

/** The version of Electron that the lockfile names. */
export function electronVersionOf(projectFolder: string): string {
  const { packages } = JSON.parse(readFileSync(join(projectFolder, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version: string } | undefined>>
  }
  const electron = packages['node_modules/electron']
  if (electron === undefined) throw new Error('expected Electron in package-lock.json, found none')
  return electron.version
}

/** Thrown in place of packing. */
class Listed extends Error {
  constructor() {
    super('the files are listed')
  }
}

/**
 * What electron-builder would pack for this machine, found by its own matching of files. It needs no Electron: an empty
 * file stands for it, and nothing is packed.
 */
export async function packedTree(projectFolder: string, electronVersion: string): Promise<PackedFile[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cladescope-packed-'))
  const electronDist = join(folder, 'electron')
  mkdirSync(join(electronDist, 'resources'), { recursive: true })
  writeFileSync(join(electronDist, process.platform === 'win32' ? 'electron.exe' : 'electron'), '')
  writeFileSync(join(electronDist, 'version'), electronVersion)
  const usual = builderConfiguration()
  const config: Configuration = {
    ...usual,
    electronDist,
    electronVersion,
    directories: { ...usual.directories, output: join(folder, 'release') },
  }
  const { AsarPackager } = createRequire(import.meta.url)('app-builder-lib/out/asar/asarUtil.js') as {
    readonly AsarPackager: { readonly prototype: Packer }
  }
  const packer = AsarPackager.prototype
  const packing = packer.pack
  const found: PackedFile[] = []
  packer.pack = async function (this: Packer, sets) {
    found.push(...sets.flatMap((set) => filesOf(set, this.config)))
    throw new Listed()
  }
  try {
    await build({
      projectDir: projectFolder,
      targets: Platform.current().createTarget('dir', process.arch === 'arm64' ? Arch.arm64 : Arch.x64),
      config,
    })
  } catch (error) {
    if (!(error instanceof Listed)) throw error
  } finally {
    packer.pack = packing
    rmSync(folder, { recursive: true, force: true })
  }
  return found.sort((left, right) => (left.path < right.path ? -1 : 1))
}

function filesOf(
  { src, destination, files, metadata }: FileSet,
  { defaultDestination, unpackPattern }: Packer['config'],
): PackedFile[] {
  return files.flatMap((source) => {
    const facts = metadata.get(source)
    if (facts === undefined || !facts.isFile()) return []
    return {
      path: relative(defaultDestination, join(destination, relative(src, source)))
        .split(sep)
        .join('/'),
      source,
      bytes: facts.size,
      isUnpacked: unpackPattern?.(source, facts) ?? false,
    }
  })
}
