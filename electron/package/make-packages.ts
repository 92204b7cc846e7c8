import { Arch, build, type Configuration, Platform } from 'electron-builder'
import { builderConfiguration } from './builder-config.ts'

interface PackageParts {
  readonly projectFolder: string
  /** The folder of an unpacked Electron of this version. */
  readonly electronDist: string
  readonly electronVersion: string
  /** As electron-builder calls them: `dir`, `deb`, `nsis`, ... */
  readonly targets: readonly string[]
  /** What differs from the usual configuration. */
  readonly configuration?: Configuration
  /** Told what became of each target. */
  readonly say: (text: string) => void
}

/**
 * Makes packages for this machine, each target by itself, so that a tool that is missing for one does not keep the
 * others from being made. Returns whether all were made.
 */
export async function makePackages(parts: PackageParts): Promise<boolean> {
  const { projectFolder, electronDist, electronVersion, targets, configuration, say } = parts
  let isWhole = true
  for (const target of targets) {
    try {
      const made = await build({
        projectDir: projectFolder,
        targets: Platform.current().createTarget(target, process.arch === 'arm64' ? Arch.arm64 : Arch.x64),
        config: { ...builderConfiguration(), ...structuredClone(configuration), electronDist, electronVersion },
      })
      say(`${target}: ${made.length === 0 ? 'made in release/' : made.join(', ')}`)
    } catch (error) {
      say(`${target}: not made here: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`)
      isWhole = false
    }
  }
  return isWhole
}
