/** Tells how far a task is: how many of how many steps are done. */
export type Report = (done: number, total: number) => void
