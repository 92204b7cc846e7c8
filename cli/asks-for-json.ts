/** Looked for among the arguments as they are: a command line that cannot be parsed is answered in JSON too. */
export function asksForJson(argumentsGiven: readonly string[]): boolean {
  return argumentsGiven.some(
    (argument, at) =>
      argument === '--json' ||
      argument === '--format=json' ||
      (argument === '--format' && argumentsGiven[at + 1] === 'json'),
  )
}
