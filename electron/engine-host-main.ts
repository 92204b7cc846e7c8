/** Entry of the engine's utility process. */
import { openProjects } from '../engine/projects/project-host.ts'
import { runEngineHost } from './engine-host.ts'

runEngineHost({
  parent: process.parentPort,
  // The page can be told of a database that cannot be used, and open another one.
  // A database that the environment names is the one that is meant, not the one that was open last.
  openEngine: (options) => openProjects({ ...options, resumes: process.env['CLADESCOPE_DB'] === undefined }),
  exit: (code) => process.exit(code),
})
