/** A tolerance as the command line takes it: `0.001`, or `pooled:0.01` where it is for all genes together. */
export function toleranceText({ tolerance, pooled }: { readonly tolerance: number; readonly pooled: boolean }): string {
  return pooled ? `pooled:${String(tolerance)}` : String(tolerance)
}
