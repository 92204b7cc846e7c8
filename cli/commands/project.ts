import { commandHint } from '../../engine/command-hint.ts'
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { printable } from '../../core/format/printable.ts'
import { projectContentsText } from '../../core/format/project-contents.ts'
import { bytesText, plural } from '../../core/format/quantity.ts'
import { shellWord } from '../../core/format/shell-word.ts'
import type { Merged } from '../../engine/api/projects-contract.ts'
import { configFolder, projectsFolder } from '../../engine/default-database.ts'
import {
  isSamePath,
  projectBytes,
  projectEnding,
  projectFile,
  projectName,
  removeProject,
  renamedProjectFile,
  renameProject,
  requireNoFile,
} from '../../engine/projects/project-files.ts'
import { contentsTask } from '../../engine/projects/project-contents.ts'
import { removeUnfinished } from '../../engine/projects/unfinished-file.ts'
import { RecentProjects } from '../../engine/projects/recent-projects.ts'
import { openDatabase } from '../../engine/store/open-database.ts'
import { CommandFailure } from '../failure.ts'
import { findKnownModels } from '../find-model.ts'
import { findProject, knownProjects } from '../find-project.ts'
import { formatTable } from '../format/table.ts'
import type { Output } from '../output.ts'
import { existingDatabase, type RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import { runWithoutEngine } from '../run-without-engine.ts'
import { chosenDatabaseFile, type Session } from '../session.ts'

interface WriteOptions {
  readonly folder?: string
  readonly overwrite?: boolean
}

export function addProjectCommand(program: Command, run: RunCommand): void {
  const project = program
    .command('project')
    .description('projects, each one database file: list, make, copy, merge and export them (--project NAME uses one)')

  project
    .command('list')
    .description('list the default project, those opened last and those of the projects folder')
    .action((_, self: Command) =>
      runWithoutEngine(self, (output) => list(output, chosenDatabaseFile(self.optsWithGlobals()))),
    )

  project
    .command('new')
    .description('make an empty project in the projects folder')
    .argument('<name>', 'name of the project')
    .option('--folder <folder>', 'make it in this folder instead')
    .action((name: string, { folder }: WriteOptions, self: Command) =>
      runWithoutEngine(self, (output) => make(output, name, folder)),
    )

  project
    .command('show')
    .description('count what a project holds, after a look at all of it')
    .argument('<project>', 'name or file')
    .action((argument: string, _, self: Command) => runWithoutEngine(self, (output) => show(output, argument)))

  project
    .command('rename')
    .description('rename a project, and its file with it')
    .argument('<project>', 'name or file')
    .argument('<name>', 'its new name')
    .action((argument: string, name: string, _, self: Command) =>
      runWithoutEngine(self, (output) => rename(output, argument, name)),
    )

  project
    .command('remove')
    .description('delete the file of a project, with all that was measured in it; files of models stay')
    .argument('<project>', 'name or file')
    .option('--yes', 'delete it; without this it is only said what would go')
    .action((argument: string, { yes }: { readonly yes?: boolean }, self: Command) =>
      runWithoutEngine(self, (output) => remove(output, argument, yes === true)),
    )

  project
    .command('save-as')
    .description('copy the project as of one moment, also while it is used')
    .argument('<name>', 'name of the copy')
    .option('--folder <folder>', 'where the copy is made (default: the projects folder)')
    .option('--overwrite', 'write over a file of that name')
    .action((name: string, options: WriteOptions, self: Command) =>
      run(self, (session) => saveAs(session, name, options), existingDatabase),
    )

  project
    .command('merge')
    .description('bring in what another project or a profile has; what both have stays as it is')
    .argument('<project>', 'name or file of the other one, which is not changed')
    .option('--dry-run', 'only say what would come')
    .action((argument: string, { dryRun }: { readonly dryRun?: boolean }, self: Command) =>
      run(self, (session) => merge(session, argument, dryRun === true)),
    )

  project
    .command('relocate')
    .description('look in folders for the models whose files are gone, and keep where they are now')
    .argument('<folder...>', 'files or folders, with their subfolders')
    .option('--dry-run', 'only say what is found')
    .action((folders: string[], { dryRun }: { readonly dryRun?: boolean }, self: Command) =>
      run(self, (session) => relocate(session, folders, dryRun === true), existingDatabase),
    )

  project
    .command('export')
    .description('write the probes and scores of models into a profile that others can merge: no weights, no paths')
    .argument('<name>', 'name of the profile')
    .argument('<model...>', 'models, as other commands take them')
    .option('--folder <folder>', 'where the profile is made (default: the current folder)')
    .option('--overwrite', 'write over a file of that name')
    .action((name: string, models: string[], options: WriteOptions, self: Command) =>
      run(self, (session) => exportProfile(session, name, models, options), existingDatabase),
    )
}

async function list(output: Output, current: string): Promise<void> {
  const recents = new RecentProjects(configFolder()).list()
  const projects = knownProjects().map((file) => ({
    name: projectName(file),
    path: file,
    isCurrent: isSamePath(file, current),
    bytes: projectBytes(file),
    openedAt: recents.find((recent) => recent.file === file)?.openedAt ?? null,
  }))
  await output.result(
    () => ({ projects }),
    () =>
      projects.length === 0
        ? `no projects yet; make one with: ${commandHint('project new')} NAME\n`
        : formatTable(
            [{ title: '' }, { title: 'project' }, { title: 'size', align: 'right' }, { title: 'file' }],
            projects.map(({ isCurrent, name, bytes, path }) => [
              isCurrent ? '*' : '',
              name,
              bytes === null ? 'missing' : bytesText(bytes),
              path,
            ]),
          ),
  )
}

async function make(output: Output, name: string, folder: string | undefined): Promise<void> {
  const file = projectFile(folder === undefined ? projectsFolder() : resolve(folder), name, projectEnding)
  requireNoFile(file, false)
  try {
    openDatabase(file).close()
  } catch (error) {
    // What could not be made whole is no project.
    removeUnfinished(file)
    throw error
  }
  new RecentProjects(configFolder()).opened(file)
  await output.result(
    () => ({ name: projectName(file), path: file }),
    () => `made ${printable(file)}; use it with: ${commandHint(`--project ${shellWord(projectName(file))}`)} ...\n`,
  )
}

async function show(output: Output, argument: string): Promise<void> {
  const file = findProject(argument)
  const contents = contentsTask({ file })
  await output.result(
    () => ({ name: projectName(file), path: file, bytes: projectBytes(file), contents }),
    () => `${printable(file)}: ${projectContentsText(contents)}\n`,
  )
}

async function rename(output: Output, argument: string, name: string): Promise<void> {
  const from = findProject(argument)
  const to = renamedProjectFile(from, name)
  if (from !== to) renameProject(from, to)
  new RecentProjects(configFolder()).renamed(from, to)
  await output.result(
    () => ({ name: projectName(to), path: to }),
    () => `renamed to ${printable(to)}\n`,
  )
}

async function remove(output: Output, argument: string, yes: boolean): Promise<void> {
  const file = findProject(argument)
  const contents = contentsTask({ file })
  if (!yes)
    throw new CommandFailure(
      `${file} holds ${projectContentsText(contents)}, which cannot be brought back; files of models stay. Delete it with --yes`,
      { code: 'conflict' },
    )
  removeProject(file)
  new RecentProjects(configFolder()).forget(file)
  await output.result(
    () => ({ removed: true, path: file, contents }),
    () => `deleted ${printable(file)} with ${projectContentsText(contents)}\n`,
  )
}

function folderOf({ engine }: Session, folder: string): { readonly folderId: string } {
  mkdirSync(folder, { recursive: true })
  return { folderId: engine.grantPlace(folder).id }
}

async function saveAs(session: Session, name: string, { folder, overwrite = false }: WriteOptions): Promise<void> {
  const place = folder === undefined ? {} : folderOf(session, folder)
  const saved = await runOperation(session, (operation) =>
    session.engine.call('projects.saveAs', { name, ...place, overwrite, operation }),
  )
  new RecentProjects(configFolder()).opened(saved.path)
  await session.output.result(
    () => ({ path: saved.path, bytes: saved.bytes }),
    () => `saved ${bytesText(saved.bytes)} as ${printable(saved.path)}\n`,
  )
}

async function merge(session: Session, argument: string, dryRun: boolean): Promise<void> {
  const { engine, output } = session
  const file = findProject(argument)
  const projectId = engine.grantPlace(file).id
  const merged = await runOperation(session, (operation) =>
    engine.call('projects.merge', { projectId, dryRun, operation }),
  )
  noteMerged(output, merged)
  await output.result(
    () => ({ path: file, dryRun, ...merged }),
    () => `${dryRun ? 'would bring' : 'brought'} ${projectContentsText(merged.added)}\n`,
  )
}

async function relocate(session: Session, folders: readonly string[], dryRun: boolean): Promise<void> {
  const { engine, output } = session
  const placeIds = folders.map((folder) => engine.grantPlace(folder).id)
  const relocated = await runOperation(session, (operation) =>
    engine.call('models.relocate', { placeIds, dryRun, operation }),
  )
  const { found, missing, files } = relocated
  for (const { name } of missing) output.note(`note: ${name} is in none of the files that were looked at`)
  await output.result(
    () => ({ dryRun, ...relocated }),
    () =>
      found.length === 0
        ? `none of the models whose files are gone is among ${plural(files, 'file')}\n`
        : formatTable(
            [{ title: dryRun ? 'found' : 'relocated' }, { title: 'now at' }],
            found.map(({ name, to }) => [name, to]),
          ),
  )
}

function noteMerged(output: Output, { disagreements, renamed }: Merged): void {
  for (const { of, fact, kept, other } of disagreements)
    output.note(`note: ${of}: ${fact} stays ${kept}; the other project says ${other}`)
  for (const { from, to } of renamed) output.note(`note: ${from} is named ${to} here: its name is taken`)
}

async function exportProfile(
  session: Session,
  name: string,
  models: readonly string[],
  { folder, overwrite = false }: WriteOptions,
): Promise<void> {
  const { engine, output } = session
  const chosen = await findKnownModels(session, models)
  const place = folderOf(session, resolve(folder ?? '.'))
  const written = await runOperation(session, (operation) =>
    engine.call('projects.export', { modelIds: chosen.map(({ id }) => id), name, ...place, overwrite, operation }),
  )
  await output.result(
    () => ({
      path: written.path,
      bytes: written.bytes,
      models: chosen.map(({ id, name: model }) => ({ id, name: model })),
    }),
    () => `wrote ${plural(chosen.length, 'model')} (${bytesText(written.bytes)}) to ${printable(written.path)}\n`,
  )
}
