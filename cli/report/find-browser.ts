/** Where a browser is looked for. */
interface BrowserSurroundings {
  readonly platform: NodeJS.Platform
  readonly home: string
  /** The environment. `CHROME_PATH` names the browser to use; nothing else is then tried. */
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly isFile: (path: string) => boolean
}

/** The browser that will be used, or what was looked for. */
type FoundBrowser = { readonly path: string } | { readonly path: undefined; readonly tried: readonly string[] }

const commands = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
]

/**
 * A Chromium, Chrome or Edge: what CHROME_PATH names, else on the PATH, else in the places where installers put them.
 */
export function findBrowser({ platform, home, variables, isFile }: BrowserSurroundings): FoundBrowser {
  const wanted = variables['CHROME_PATH']
  const candidates =
    wanted !== undefined && wanted !== ''
      ? [wanted]
      : [...onPath(platform, variables), ...usualPaths(platform, home, variables)]
  const path = candidates.find(isFile)
  return path === undefined
    ? {
        path,
        tried:
          wanted !== undefined && wanted !== ''
            ? [`CHROME_PATH (${wanted})`]
            : ['CHROME_PATH', 'the PATH', 'the usual places'],
      }
    : { path }
}

function onPath(platform: NodeJS.Platform, variables: BrowserSurroundings['variables']): string[] {
  if (platform === 'win32') return []
  const folders = (variables['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'))
  return commands.flatMap((command) => folders.map((folder) => `${folder.replace(/\/+$/, '')}/${command}`))
}

function usualPaths(platform: NodeJS.Platform, home: string, variables: BrowserSurroundings['variables']): string[] {
  if (platform === 'darwin') {
    const programs = ['Google Chrome', 'Chromium', 'Microsoft Edge']
    return ['', home].flatMap((root) =>
      programs.map((program) => `${root}/Applications/${program}.app/Contents/MacOS/${program}`),
    )
  }
  if (platform === 'win32') {
    const roots = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((name) => variables[name] ?? [])
    const programs = [
      'Google\\Chrome\\Application\\chrome.exe',
      'Chromium\\Application\\chrome.exe',
      'Microsoft\\Edge\\Application\\msedge.exe',
    ]
    return programs.flatMap((program) => roots.map((root) => `${root}\\${program}`))
  }
  return [
    '/opt/google/chrome/chrome',
    '/usr/lib/chromium/chromium',
    '/opt/microsoft/msedge/msedge',
    '/snap/bin/chromium',
    '/var/lib/flatpak/exports/bin/org.chromium.Chromium',
  ]
}
