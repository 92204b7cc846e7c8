/** An answer with the input that it belongs to: what is said beside its numbers comes from there, not from settings. */
export interface Answered<Input, Output> {
  readonly input: Input
  readonly output: Output
}

/** The answer without its input. */
export function outputOf<Output>({ output }: Answered<unknown, Output>): Output {
  return output
}

/** What a command answered to these fields, as long as they say what was asked for; undefined once they are others. */
export function answerTo<Input, Output>(
  command: { readonly data: Output | undefined; readonly variables: Input | undefined },
  input: Input,
): Output | undefined {
  return JSON.stringify(command.variables) === JSON.stringify(input) ? command.data : undefined
}
