/** An answer with the input that it belongs to: what is said beside numbers is taken from here, not from the settings. */
export interface Answered<Input, Output> {
  readonly input: Input
  readonly output: Output
}

/** The answer without its input. */
export function outputOf<Output>({ output }: Answered<unknown, Output>): Output {
  return output
}
