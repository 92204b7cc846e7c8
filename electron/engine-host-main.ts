/** Entry of the engine's utility process. */
import { openProjects } from '../engine/projects/project-host.ts'
import { runEngineHost } from './engine-host.ts'

runEngineHost({
  parent: process.parentPort,
  // The page can be told of a database that cannot be used, and open another one.
  openEngine: (options) => openProjects({ ...options, resumes: true }),
  exit: (code) => process.exit(code),
})
