import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openProjects } from '../../../engine/projects/project-host.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()
const demo = fileURLToPath(new URL('../../../models/demo/', import.meta.url))
const small = join(folder, 'small')
mkdirSync(small)

/** A disk of 300 kB; only root may make one. */
const isMounted = (() => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', small], { stdio: 'ignore' })
    return true
  } catch {
    console.log('skipped: a disk that is full: none can be mounted here')
    return false
  }
})()

test.skipIf(!isMounted)(
  'copies, profiles and projects on a full disk leave nothing, and the open project as it is',
  async () => {
    const host = await openProjects({
      databaseFile: join(folder, 'open.sqlite'),
      projectsFolder: small,
      configFolder: join(folder, 'config'),
    })
    try {
      await host.call('models.add', { placeIds: [host.grantPlace(join(demo, 'oak.gguf')).id], operation: 'add' })
      const modelIds = (await host.call('models.list', {})).map(({ id }) => id)
      writeFileSync(join(small, 'filling'), Buffer.alloc(200_000))
      const full = /The disk of .*small.* is full/
      await expect(host.call('projects.saveAs', { name: 'copy' })).rejects.toThrow(full)
      await expect(host.call('projects.export', { name: 'profile', modelIds })).rejects.toThrow(full)
      await expect(host.call('projects.new', { name: 'new' })).rejects.toThrow(full)
      expect(readdirSync(small)).toEqual(['filling'])
      expect((await host.call('projects.state', {})).open).toMatchObject({ name: 'open', isOpen: true })
      expect(await host.call('models.list', {})).toHaveLength(1)
    } finally {
      await host.close()
      execFileSync('umount', [small])
    }
  },
)
