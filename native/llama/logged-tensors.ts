const count = /^llama_model_loader: - type +(\S+): +\d+ tensors/

/** The ggml types of a model's tensors, as the log of its loading names them; empty where it names none. */
export function loggedTensorTypes(lines: readonly string[]): string[] {
  return lines.flatMap((line) => count.exec(line)?.[1] ?? [])
}
