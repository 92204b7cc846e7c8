import Database from 'better-sqlite3'
import { mkdirSync, readdirSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { countRefused } from '../../../core/model/file-kind.ts'
import { listSource, sourceFolders } from '../../../engine/places/model-sources.ts'
import { type Platform, type PretendMachine, pretendMachine } from '../fixtures/pretend-machine.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const top = temporaryFolder()
let machines = 0

function machine(
  platform: Platform,
  variables: Readonly<Record<string, string>> = {},
  closed: readonly string[] = [],
): PretendMachine {
  machines += 1
  const root = join(top, String(machines))
  mkdirSync(root)
  return pretendMachine(root, platform, variables, closed)
}

/** Of each source: program, folder, names of models, and what was left out. */
async function sourcesOf(pretended: PretendMachine): Promise<Record<string, unknown>[]> {
  const sources = await sourceFolders(pretended)
  const listed = await Promise.all(sources.map((source) => listSource(source, pretended)))
  return listed.map(({ program, folder, unreadable, models, leftOut }) => ({
    program: program.name,
    folder,
    models: models.map(({ name }) => name),
    ...(leftOut.length === 0 ? {} : { leftOut: countRefused(leftOut) }),
    ...(unreadable === null ? {} : { unreadable }),
  }))
}

const digest = (sign: string): string => sign.repeat(64)
const layer = (kind: string, sign: string): object => ({
  mediaType: `application/vnd.ollama.image.${kind}`,
  digest: `sha256:${digest(sign)}`,
  size: 4,
})
const manifest = (...layers: object[]): string => JSON.stringify({ schemaVersion: 2, layers })

describe('Hugging Face', () => {
  const layout = (hub: string): Record<string, string> => ({
    [`${hub}/models--acme--Oak-GGUF/refs/main`]: 'b'.repeat(40),
    [`${hub}/models--acme--Oak-GGUF/blobs/${digest('a')}`]: 'GGUF',
    [`${hub}/models--acme--Oak-GGUF/blobs/ee.incomplete`]: '',
    [`${hub}/models--acme--words/blobs/ff.incomplete`]: '',
    [`${hub}/models--acme--words/snapshots/c/model.safetensors`]: '',
  })

  it('names the files of snapshots after repository and file, and takes digests from blobs', async () => {
    const pretended = machine('linux')
    const hub = '/home/me/.cache/huggingface/hub'
    pretended.write(layout(hub))
    pretended.link({
      [`${hub}/models--acme--Oak-GGUF/snapshots/${'a'.repeat(40)}/oak-Q8_0.gguf`]: `../../blobs/${digest('a')}`,
      [`${hub}/models--acme--Oak-GGUF/snapshots/${'b'.repeat(40)}/oak-Q8_0.gguf`]: `../../blobs/${digest('a')}`,
      [`${hub}/models--acme--Oak-GGUF/snapshots/${'b'.repeat(40)}/gone-Q4_0.gguf`]: '../../blobs/none',
    })
    pretended.write({
      [`${hub}/models--acme--Oak-GGUF/snapshots/${'b'.repeat(40)}/BF16/oak-BF16-00001-of-00002.gguf`]: 'GGUF',
      [`${hub}/models--acme--Oak-GGUF/snapshots/${'b'.repeat(40)}/BF16/oak-BF16-00002-of-00002.gguf`]: 'GGUF',
      [`${hub}/models--acme--Oak-GGUF/snapshots/${'b'.repeat(40)}/mmproj-F16.gguf`]: 'GGUF',
    })
    expect(await sourcesOf(pretended)).toEqual([
      {
        program: 'Hugging Face',
        folder: hub,
        models: ['acme/Oak-GGUF/oak-Q8_0', 'acme/Oak-GGUF/oak-BF16'],
        leftOut: '1 projector, 1 unfinished download, 1 link that leads nowhere',
      },
    ])
    const [source] = await sourceFolders(pretended)
    const { models } = await listSource(source!, pretended)
    expect(models[0]).toMatchObject({
      sha256: digest('a'),
      path: expect.stringContaining(`snapshots/${'b'.repeat(40)}`) as string,
    })
  })

  it.each([
    ['linux', '/home/me/.cache/huggingface/hub'],
    ['darwin', '/Users/me/.cache/huggingface/hub'],
    ['win32', String.raw`C:\Users\me\.cache\huggingface\hub`],
  ] as const)('is where no variable is set, on %s, in %s', async (platform, folder) => {
    const pretended = machine(platform)
    // Where no links can be made, snapshots hold the files.
    pretended.write({ [pretended.path.join(folder, 'models--acme--Oak-GGUF', 'snapshots', 'a', 'oak.gguf')]: 'GGUF' })
    expect(await sourcesOf(pretended)).toEqual([{ program: 'Hugging Face', folder, models: ['acme/Oak-GGUF/oak'] }])
  })

  it('is looked for in the order of its variables, and in what lies behind the one that is set', async () => {
    const names = ['HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE', 'HF_HOME', 'XDG_CACHE_HOME']
    const pretended = machine('linux', Object.fromEntries(names.map((name) => [name, `/disk/${name}`])))
    const folders = [
      '/disk/HF_HUB_CACHE',
      '/disk/HUGGINGFACE_HUB_CACHE',
      '/disk/HF_HOME/hub',
      '/disk/XDG_CACHE_HOME/huggingface/hub',
      '/home/me/.cache/huggingface/hub',
    ]
    for (const folder of folders) pretended.write({ [`${folder}/models--a--b/snapshots/c/d.gguf`]: 'GGUF' })
    expect((await sourcesOf(pretended)).map(({ folder }) => folder)).toEqual(folders)
    const home = machine('linux', { HF_HUB_CACHE: '~/hub' })
    home.write({ '/home/me/hub/models--a--b/snapshots/c/d.gguf': 'GGUF' })
    expect(await sourcesOf(home)).toMatchObject([{ folder: '/home/me/hub' }])
  })
})

describe('llama.cpp', () => {
  it.each([
    ['linux', '/home/me/.cache/llama.cpp'],
    ['darwin', '/Users/me/Library/Caches/llama.cpp'],
    ['win32', String.raw`C:\Users\me\AppData\Local\llama.cpp`],
  ] as const)('keeps the flat folder of before, on %s %s', async (platform, folder) => {
    const pretended = machine(platform)
    pretended.write({
      [pretended.path.join(folder, 'acme_Oak-GGUF_oak-Q8_0.gguf')]: 'GGUF',
      [pretended.path.join(folder, 'acme_Oak-GGUF_oak-Q8_0.gguf.json')]: '{}',
      [pretended.path.join(folder, 'acme_Oak-GGUF_mmproj-F16.gguf')]: 'GGUF',
      [pretended.path.join(folder, 'acme_Fern-GGUF_fern.gguf.downloadInProgress')]: '',
    })
    expect(await sourcesOf(pretended)).toEqual([
      {
        program: 'llama.cpp',
        folder,
        models: ['acme_Oak-GGUF_oak-Q8_0'],
        leftOut: '1 projector, 1 unfinished download',
      },
    ])
  })

  it('keeps both layouts in LLAMA_CACHE', async () => {
    const pretended = machine('linux', { LLAMA_CACHE: '/disk/llama/', XDG_CACHE_HOME: '/disk/cache' })
    pretended.write({
      '/disk/llama/models--acme--Oak-GGUF/snapshots/a/oak.gguf': 'GGUF',
      '/disk/llama/acme_fern.gguf': 'GGUF',
      '/disk/cache/llama.cpp/moss.gguf': 'GGUF',
    })
    expect(await sourcesOf(pretended)).toEqual([
      { program: 'llama.cpp', folder: '/disk/llama/', models: ['acme/Oak-GGUF/oak', 'acme_fern'] },
      { program: 'llama.cpp', folder: '/disk/cache/llama.cpp', models: ['moss'] },
    ])
  })
})

describe('LM Studio', () => {
  it.each([
    ['linux', '/home/me/.lmstudio/models', '/home/me/.config/LM Studio/settings.json', '/disk/llms'],
    [
      'darwin',
      '/Users/me/.lmstudio/models',
      '/Users/me/Library/Application Support/LM Studio/settings.json',
      '/Volumes/x',
    ],
    [
      'win32',
      String.raw`C:\Users\me\.lmstudio\models`,
      String.raw`C:\Users\me\AppData\Roaming\LM Studio\settings.json`,
      String.raw`D:\llms`,
    ],
  ] as const)(
    'on %s keeps models in %s, or where its earlier settings say',
    async (platform, folder, settings, chosen) => {
      const pretended = machine(platform)
      const older = pretended.path.join(pretended.home, '.cache', 'lm-studio', 'models')
      const model = (root: string): string => pretended.path.join(root, 'acme', 'oak-GGUF', 'oak-Q8_0.gguf')
      pretended.write({
        [settings]: JSON.stringify({ downloadsFolder: chosen }),
        [model(chosen)]: 'GGUF',
        [model(older)]: 'GGUF',
        [model(folder)]: 'GGUF',
        [`${model(folder)}.part`]: '',
      })
      expect(await sourcesOf(pretended)).toEqual([
        { program: 'LM Studio', folder: chosen, models: ['oak-Q8_0'] },
        { program: 'LM Studio', folder: older, models: ['oak-Q8_0'] },
        { program: 'LM Studio', folder, models: ['oak-Q8_0'], leftOut: '1 unfinished download' },
      ])
    },
  )

  it.each([
    ['linux', '/big/lms', '/disk2/llms'],
    ['darwin', '/Volumes/big/lms', '/Volumes/disk2/llms'],
    ['win32', String.raw`D:\lms`, String.raw`E:\llms`],
  ] as const)('on %s follows the pointer to its home and the settings there', async (platform, home, folder) => {
    const pretended = machine(platform)
    pretended.write({
      '.lmstudio-home-pointer': `\ufeff${home}\r\n`,
      [pretended.path.join(home, 'settings.json')]: JSON.stringify({ downloadsFolder: folder }),
      [pretended.path.join(folder, 'acme', 'oak-GGUF', 'oak.gguf')]: 'GGUF',
      [pretended.path.join(folder, 'acme', 'oak-GGUF', 'mmproj-oak-f16.gguf')]: 'GGUF',
    })
    expect(await sourcesOf(pretended)).toEqual([
      { program: 'LM Studio', folder, models: ['oak'], leftOut: '1 projector' },
    ])
  })

  it('keeps models in its home where the settings are broken or name no folder', async () => {
    for (const settings of ['{', '[]', 'null', '{"downloadsFolder": 7}', '{"downloadsFolder": "llms"}']) {
      const pretended = machine('linux')
      pretended.write({
        '.lmstudio/settings.json': settings,
        '.lmstudio/models/a/b/oak.gguf': 'GGUF',
        'llms/c.gguf': 'GGUF',
      })
      expect(await sourcesOf(pretended)).toMatchObject([{ folder: '/home/me/.lmstudio/models', models: ['oak'] }])
    }
  })
})

describe('Ollama', () => {
  const store = (pretended: PretendMachine, folder: string): void => {
    const at = (...parts: string[]): string => pretended.path.join(folder, ...parts)
    pretended.write({
      [at('blobs', `sha256-${digest('a')}`)]: 'GGUF',
      [at('blobs', `sha256-${digest('b')}`)]: 'GGUF',
      [at('blobs', `sha256-${digest('c')}-partial`)]: '',
      [at('blobs', `sha256-${digest('c')}-partial-0`)]: '{}',
      [at('manifests', 'registry.ollama.ai', 'library', 'moss', 'latest')]: manifest(
        layer('model', 'a'),
        layer('projector', '1'),
        layer('license', '3'),
      ),
      [at('manifests', 'registry.ollama.ai', 'me', 'alias', 'v2')]: manifest(
        layer('model', 'a'),
        layer('adapter', '2'),
      ),
      [at('manifests', 'hf.co', 'cc', 'Fern-GGUF', 'Q8_0')]: manifest(layer('model', 'b')),
      [at('manifests', 'registry.ollama.ai', 'library', 'gone', '7b')]: manifest(layer('model', 'd')),
    })
  }
  const found = {
    program: 'Ollama',
    models: ['moss:latest', 'hf.co/cc/Fern-GGUF:Q8_0'],
    leftOut: '1 projector, 1 adapter, 1 unfinished download, 1 link that leads nowhere',
  }

  it.each([
    ['linux', '/home/me/.ollama/models'],
    ['darwin', '/Users/me/.ollama/models'],
    ['win32', String.raw`C:\Users\me\.ollama\models`],
  ] as const)('on %s keeps blobs in %s, named by manifests', async (platform, folder) => {
    const pretended = machine(platform)
    store(pretended, folder)
    expect(await sourcesOf(pretended)).toEqual([{ ...found, folder }])
    const [source] = await sourceFolders(pretended)
    const { models } = await listSource(source!, pretended)
    expect(models.map(({ path, sha256 }) => [path, sha256])).toEqual(
      ['a', 'b'].map((sign) => [pretended.path.join(folder, 'blobs', `sha256-${digest(sign)}`), digest(sign)]),
    )
  })

  it.each([
    ['linux', '/disk/ollama'],
    ['darwin', '/Volumes/disk/ollama'],
    ['win32', String.raw`D:\ollama`],
    ['win32', String.raw`\\server\share\ollama`],
  ] as const)('on %s is where OLLAMA_MODELS says', async (platform, folder) => {
    const pretended = machine(platform, { OLLAMA_MODELS: ` "${folder}" ` })
    store(pretended, folder)
    expect(await sourcesOf(pretended)).toEqual([{ ...found, folder }])
  })

  it.each([
    ['linux', '/home/me/.ollama/db.sqlite', '/disk/chosen'],
    ['darwin', '/Users/me/Library/Application Support/Ollama/db.sqlite', '/Volumes/disk/chosen'],
    ['win32', String.raw`C:\Users\me\AppData\Local\Ollama\db.sqlite`, String.raw`D:\chosen`],
  ] as const)('on %s its app keeps the chosen folder in %s', async (platform, settings, chosen) => {
    const pretended = machine(platform, { OLLAMA_MODELS: platform === 'win32' ? String.raw`E:\o` : '/disk/o' })
    store(pretended, chosen)
    const database = new Database(pretended.here(settings))
    database.pragma('journal_mode = WAL')
    database.exec(
      `CREATE TABLE settings (id INTEGER PRIMARY KEY, models TEXT NOT NULL DEFAULT ''); INSERT INTO settings (id) VALUES (1)`,
    )
    expect(await sourcesOf(pretended)).toEqual([])
    // The app runs: what was chosen is in the log of the database.
    database.prepare('UPDATE settings SET models = ?').run(chosen)
    const folderOf = () => readdirSync(dirname(pretended.here(settings)))
    const before = folderOf()
    expect(await sourcesOf(pretended)).toEqual([{ ...found, folder: chosen }])
    expect(folderOf()).toEqual(before)
    database.close()
    expect(folderOf()).not.toContain('db.sqlite-wal')
    expect(await sourcesOf(pretended)).toEqual([{ ...found, folder: chosen }])
    expect(folderOf()).toEqual(['db.sqlite'])
  })

  it('does without settings of its app that are damaged or of another layout', async () => {
    const pretended = machine('darwin')
    store(pretended, '/Users/me/.ollama/models')
    const settings = '/Users/me/Library/Application Support/Ollama/db.sqlite'
    for (const content of ['', 'no database', 'SQLite format 3\0' + 'x'.repeat(5000)]) {
      pretended.write({ [settings]: content })
      expect(await sourcesOf(pretended)).toEqual([{ ...found, folder: '/Users/me/.ollama/models' }])
    }
    const database = new Database(pretended.here(settings).replace('db.sqlite', 'other.sqlite'))
    database.exec('CREATE TABLE settings (id INTEGER PRIMARY KEY, models INTEGER); INSERT INTO settings VALUES (1, 7)')
    database.close()
    renameSync(pretended.here(settings).replace('db.sqlite', 'other.sqlite'), pretended.here(settings))
    expect(await sourcesOf(pretended)).toEqual([{ ...found, folder: '/Users/me/.ollama/models' }])
  })

  it('is looked for where its service on Linux keeps models, by the unit too', async () => {
    const pretended = machine('linux')
    pretended.write({
      '/etc/systemd/system/ollama.service': '[Service]\nEnvironment="HOME=/root" OLLAMA_MODELS=/disk/first\n',
      '/etc/systemd/system/ollama.service.d/override.conf': '[Service]\nEnvironment="OLLAMA_MODELS=/disk/big models"\n',
    })
    for (const folder of ['/disk/big models', '/disk/first', '/usr/share/ollama/.ollama/models'])
      store(pretended, folder)
    expect((await sourcesOf(pretended)).map(({ folder }) => folder)).toEqual([
      '/disk/big models',
      '/disk/first',
      '/usr/share/ollama/.ollama/models',
    ])
  })

  it("says so where the service's folder cannot be read, once", async () => {
    const pretended = machine('linux', {}, ['/usr/share/ollama', '/var/lib/ollama'])
    expect(await sourcesOf(pretended)).toEqual(
      ['/usr/share/ollama/.ollama/models', '/var/lib/ollama'].map((folder) => ({
        program: 'Ollama',
        folder,
        models: [],
        unreadable:
          'This user has no permission to read the folder. As a service Ollama keeps models as the user ollama, for the group ollama to read: sudo usermod -a -G ollama $USER, then log in again.',
      })),
    )
  })

  it('says so of a folder on another platform without what to do on Linux', async () => {
    const pretended = machine('darwin', {}, ['/Users/me/.ollama'])
    expect(await sourcesOf(pretended)).toMatchObject([
      { unreadable: 'This user has no permission to read the folder.' },
    ])
  })

  it('reads the newer manifests: links to blobs, and lists of manifests', async () => {
    const pretended = machine('linux')
    const models = '/home/me/.ollama/models'
    pretended.write({
      [`${models}/blobs/sha256-${digest('a')}`]: 'GGUF',
      [`${models}/blobs/sha256-${digest('b')}`]: 'GGUF',
      [`${models}/blobs/sha256-${digest('e')}`]: manifest(layer('model', 'a')),
      [`${models}/blobs/sha256-${digest('f')}`]: JSON.stringify({
        manifests: [
          { runner: 'mlx', layers: [layer('tensor', '9')] },
          { runner: 'llamacpp', digest: `sha256:${digest('8')}` },
        ],
      }),
      [`${models}/blobs/sha256-${digest('8')}`]: manifest(layer('model', 'b')),
      [`${models}/manifests/registry.ollama.ai/library/tensors/latest`]: manifest(layer('tensor', '9')),
      [`${models}/manifests/registry.ollama.ai/library/cloud/latest`]: manifest(),
      [`${models}/manifests/registry.ollama.ai/library/torn/latest`]: '{',
    })
    pretended.link({
      [`${models}/manifests-v2/registry.ollama.ai/library/one/latest`]: `../../../../blobs/sha256-${digest('e')}`,
      [`${models}/manifests-v2/registry.ollama.ai/library/two/latest`]: `../../../../blobs/sha256-${digest('f')}`,
    })
    expect(await sourcesOf(pretended)).toMatchObject([
      { models: ['one:latest', 'two:latest'], leftOut: '1 file of another format, 1 path that cannot be read' },
    ])
  })
})

describe('Jan', () => {
  it.each([
    ['linux', '/home/me/.local/share/Jan', '/disk/jan'],
    ['darwin', '/Users/me/Library/Application Support/Jan', '/Volumes/disk/jan'],
    ['win32', String.raw`C:\Users\me\AppData\Roaming\Jan`, String.raw`D:\jan data`],
  ] as const)(
    'on %s keeps its settings in %s, and models in the data folder of these or beside them',
    async (platform, settings, chosen) => {
      const pretended = machine(platform)
      const { join: at } = pretended.path
      const elsewhere = at(pretended.home, 'elsewhere', 'fern sums.gguf')
      for (const data of [chosen, at(settings, 'data')]) {
        const models = at(data, 'llamacpp', 'models')
        pretended.write({
          [at(models, 'acme', 'oak-sums', 'model.gguf')]: 'GGUF',
          [at(models, 'acme', 'oak-sums', 'mmproj.gguf')]: 'GGUF',
          [at(models, 'acme', 'oak-sums', 'model.yml')]:
            'embedding: false\nmmproj_path: llamacpp/models/acme/oak-sums/mmproj.gguf\nmodel_path: llamacpp/models/acme/oak-sums/model.gguf\nname: Oak Sums # chat\n',
          [at(models, 'fern-sums', 'model.yml')]: `model_path: '${elsewhere}'\nname: "Fern \\"Sums\\""\n`,
          [at(models, 'gone', 'model.yml')]: 'model_path: llamacpp/models/gone/model.gguf\nname: Gone\n',
          [at(models, 'acme', 'moss', 'model.gguf')]: 'GGUF',
          [at(models, 'acme', 'new', 'model.gguf.tmp')]: '',
          [at(data, 'models', 'older', 'older-Q4_0.gguf')]: 'GGUF',
        })
      }
      pretended.write({ [at(settings, 'settings.json')]: JSON.stringify({ data_folder: chosen }), [elsewhere]: 'GGUF' })
      expect(await sourcesOf(pretended)).toEqual(
        [chosen, at(settings, 'data')].flatMap((data) => [
          {
            program: 'Jan',
            folder: at(data, 'llamacpp', 'models'),
            models: ['Fern "Sums"', 'Oak Sums', 'acme/moss'],
            leftOut: '1 projector, 1 unfinished download, 1 link that leads nowhere',
          },
          { program: 'Jan', folder: at(data, 'models'), models: ['older-Q4_0'] },
        ]),
      )
    },
  )

  it('keeps its data where JAN_DATA_FOLDER says, in earlier versions in other places', async () => {
    const pretended = machine('linux', { JAN_DATA_FOLDER: '/disk/a', XDG_CONFIG_HOME: '/disk/config' })
    pretended.write({
      '/home/me/.local/share/jan.ai.app/settings.json': JSON.stringify({ data_folder: '/disk/b' }),
      '/disk/config/Jan/settings.json': JSON.stringify({ data_folder: '/disk/c' }),
      '/disk/a/llamacpp/models/m/model.gguf': 'GGUF',
      '/disk/b/llamacpp/models/m/model.gguf': 'GGUF',
      '/disk/c/models/m/m.gguf': 'GGUF',
      '/disk/config/Jan/data/models/m/m.gguf': 'GGUF',
      '/home/me/jan/models/m/m.gguf': 'GGUF',
    })
    expect((await sourcesOf(pretended)).map(({ folder }) => folder)).toEqual([
      '/disk/a/llamacpp/models',
      '/disk/b/llamacpp/models',
      '/disk/c/models',
      '/disk/config/Jan/data/models',
      '/home/me/jan/models',
    ])
  })
})

describe('GPT4All', () => {
  it.each([
    [
      'linux',
      '/home/me/.config/nomic.ai/GPT4All.ini',
      '/home/me/.local/share/nomic.ai/GPT4All',
      '/disk/grün',
      '/disk/grün/',
    ],
    [
      'darwin',
      '/Users/me/.config/nomic.ai/GPT4All.ini',
      '/Users/me/Library/Application Support/nomic.ai/GPT4All',
      '/Volumes/a; b',
      String.raw`"/Volumes/a; b/"`,
    ],
    [
      'win32',
      String.raw`C:\Users\me\AppData\Roaming\nomic.ai\GPT4All.ini`,
      String.raw`C:\Users\me\AppData\Local\nomic.ai\GPT4All`,
      String.raw`D:\gr${'\u00fc'}n`,
      String.raw`D:/gr\xfcn/`,
    ],
  ] as const)(
    'on %s keeps its settings in %s, and models where they say or in %s',
    async (platform, settings, folder, chosen, written) => {
      const pretended = machine(platform)
      const { join: at } = pretended.path
      pretended.write({ [settings]: `[Other]\r\nmodelPath=/no\r\n[General]\r\nmodelPath=${written}\r\n` })
      for (const root of [chosen, folder])
        pretended.write({ [at(root, 'fern.Q8_0.gguf')]: 'GGUF', [at(root, 'incomplete-big.gguf')]: 'GGUF' })
      expect(await sourcesOf(pretended)).toEqual(
        [`${chosen}${pretended.path.sep}`, folder].map((root) => ({
          program: 'GPT4All',
          folder: root,
          models: ['fern.Q8_0'],
          leftOut: '1 unfinished download',
        })),
      )
    },
  )
})

it('finds a folder that several ways lead to once, and none of a machine without other programs', async () => {
  expect(await sourcesOf(machine('linux'))).toEqual([])
  const pretended = machine('linux', { HF_HUB_CACHE: '/disk/hub', LLAMA_CACHE: '/disk/hub', HF_HOME: '/other' })
  pretended.write({ '/disk/hub/models--a--b/snapshots/c/d.gguf': 'GGUF' })
  pretended.link({ '/other/hub': '../disk/hub' })
  expect(await sourcesOf(pretended)).toMatchObject([{ program: 'Hugging Face', folder: '/disk/hub' }])
})
