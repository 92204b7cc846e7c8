/** Scripts of package.json that run the program in a clone, where no command `cladescope` need be installed. */
const scriptsOfClone: ReadonlySet<string | undefined> = new Set(['cladescope', 'demo', 'start'])

/**
 * A command as a reader types it where this program was started: `cladescope undo`, or `npm run -s cladescope -- undo`
 * in a clone whose scripts npm has run, which names the script in the environment.
 */
export function commandHint(
  command: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const isClone = scriptsOfClone.has(environment['npm_lifecycle_event'])
  return `${isClone ? 'npm run -s cladescope --' : 'cladescope'} ${command}`
}
