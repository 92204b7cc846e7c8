import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export interface Surroundings {
  readonly home: string
  /** As process.platform. */
  readonly platform: string
  readonly variables: Readonly<Record<string, string | undefined>>
}

export interface KnownFolder {
  readonly name: string
  readonly path: string
}

/**
 * The folders where other programs keep GGUF files on this machine, those that exist. Ollama is not among them: it
 * stores models as blobs without a file ending, which a search for *.gguf does not see (a single blob can still be
 * added as a file).
 */
export function modelCaches(surroundings: Surroundings): KnownFolder[] {
  const { home, platform, variables } = surroundings
  const cache = variables['XDG_CACHE_HOME'] ?? join(home, '.cache')
  const data = variables['XDG_DATA_HOME'] ?? join(home, '.local', 'share')
  const settings = variables['XDG_CONFIG_HOME'] ?? join(home, '.config')
  const roaming = variables['APPDATA'] ?? join(home, 'AppData', 'Roaming')
  const local = variables['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local')
  const support = join(home, 'Library', 'Application Support')
  const byPlatform = (windows: string, mac: string, linux: string): string =>
    platform === 'win32' ? windows : platform === 'darwin' ? mac : linux

  const hub = variables['HF_HUB_CACHE'] ?? join(variables['HF_HOME'] ?? join(cache, 'huggingface'), 'hub')
  const jan = byPlatform(join(roaming, 'Jan', 'data'), join(support, 'Jan', 'data'), join(data, 'Jan', 'data'))
  const llama =
    variables['LLAMA_CACHE'] ??
    byPlatform(join(local, 'llama.cpp'), join(home, 'Library', 'Caches', 'llama.cpp'), join(cache, 'llama.cpp'))
  const candidates: KnownFolder[] = [
    { name: 'Hugging Face', path: hub },
    { name: 'LM Studio', path: join(home, '.lmstudio', 'models') },
    { name: 'LM Studio (older)', path: join(home, '.cache', 'lm-studio', 'models') },
    { name: 'Jan', path: join(jan, 'llamacpp', 'models') },
    {
      name: 'Jan (older)',
      path: byPlatform(
        join(roaming, 'Jan', 'data', 'models'),
        join(support, 'Jan', 'data', 'models'),
        join(settings, 'Jan', 'data', 'models'),
      ),
    },
    { name: 'Jan (older)', path: join(home, 'jan', 'models') },
    { name: 'llama.cpp', path: llama },
  ]
  return candidates.filter((candidate) => existsSync(candidate.path))
}

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
