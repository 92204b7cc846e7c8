import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { configFolder, defaultDatabaseFile, projectsFolder } from '../engine/default-database.ts'
import { isProjectFile, projectFilesIn, projectName } from '../engine/projects/project-files.ts'
import { RecentProjects } from '../engine/projects/recent-projects.ts'
import { suggest } from './close-matches.ts'
import { CommandFailure } from './failure.ts'

/** Files of projects: the default one where it is there, the latest opened, and those of the projects folder. */
export function knownProjects(): string[] {
  const standard = resolve(defaultDatabaseFile())
  return [
    ...new Set([
      ...(existsSync(standard) ? [standard] : []),
      ...new RecentProjects(configFolder()).list().map(({ file }) => file),
      ...projectFilesIn(projectsFolder()),
    ]),
  ]
}

/** The file of a project, by its name or its path. Throws where there is none, or more than one of that name. */
export function findProject(argument: string): string {
  if (isProjectFile(argument) && existsSync(argument)) return resolve(argument)
  const known = knownProjects()
  const named = known.filter((file) => projectName(file) === argument)
  const present = named.filter((file) => existsSync(file))
  if (present.length === 1) return present[0]!
  if (present.length > 1)
    throw new CommandFailure(
      `'${argument}' means ${present.length} projects, name one by its file: ${present.join(', ')}`,
      {
        code: 'conflict',
      },
    )
  if (named.length > 0)
    throw new CommandFailure(`the file of project '${argument}' is gone: ${named.join(', ')}`, { code: 'not-found' })
  throw new CommandFailure(`no project '${argument}'${suggest(argument, known.map(projectName))}`, {
    code: 'not-found',
  })
}
