/**
 * Tells how far a task is: how many of how many steps are done. `item`: what is being worked on; `unit`: what is
 * counted. Absent: as the caller calls them.
 */
export type ProgressListener = (done: number, total: number, item?: string, unit?: string) => void
