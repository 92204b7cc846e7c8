/**
 * `npm run package` makes the packages of the system that it runs on, as far as its tools go, into release/;
 * `npm run package -- --list` prints what is packed, which needs no Electron, and `-- --dir` makes the app's folder
 * alone.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bytesText, plural } from '../../core/format/quantity.ts'
import { makePackages } from './make-packages.ts'
import { electronVersionOf, packedTree } from './packed-tree.ts'

const root = dirname(fileURLToPath(new URL('../../package.json', import.meta.url)))
const say = (text: string): void => void process.stdout.write(`${text}\n`)

const [mode, ...more] = process.argv.slice(2)
if (more.length > 0 || (mode !== undefined && mode !== '--list' && mode !== '--dir')) {
  process.stderr.write(`expected --list, --dir or nothing, found ${process.argv.slice(2).join(' ')}\n`)
  process.exitCode = 2
} else if (mode === '--list') await list()
else await make(mode === '--dir' ? ['dir'] : targetsOf(process.platform))

async function list(): Promise<void> {
  const tree = await packedTree(root, electronVersionOf(root))
  for (const { path, bytes, isUnpacked } of tree)
    say(`${isUnpacked ? 'beside the archive' : 'in the archive'}\t${bytes}\t${path}`)
  const sum = (files: typeof tree): string => bytesText(files.reduce((all, { bytes }) => all + bytes, 0))
  const beside = tree.filter(({ isUnpacked }) => isUnpacked)
  say(`${plural(tree.length, 'file')}, ${sum(tree)}; ${sum(beside)} of it beside the archive`)
}

function targetsOf(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['dmg', 'zip']
  return platform === 'win32' ? ['nsis'] : ['deb', 'AppImage']
}

async function make(targets: readonly string[]): Promise<void> {
  const electronDist = join(root, 'node_modules', 'electron', 'dist')
  if (!existsSync(join(electronDist, 'version'))) {
    say('No package can be made here: the Electron binary is missing (expected it in node_modules/electron/dist).')
    say('To have it downloaded: node node_modules/electron/install.js')
    say('What would be packed: npm run package -- --list')
    process.exitCode = 1
    return
  }
  const found = readFileSync(join(electronDist, 'version'), 'utf8').trim().replace(/^v/, '')
  const expected = electronVersionOf(root)
  if (found !== expected) {
    say(`No package is made: expected Electron ${expected}, found ${found} in node_modules/electron/dist.`)
    process.exitCode = 1
    return
  }
  const isWhole = await makePackages({ projectFolder: root, electronDist, electronVersion: expected, targets, say })
  if (!isWhole) process.exitCode = 1
}
