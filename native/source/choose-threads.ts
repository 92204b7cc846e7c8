import {
  hopelessRunFactor,
  keptChoiceFactor,
  measuringMilliseconds,
  mostRuns,
  worthwhileGainFactor,
} from './thread-tuning.ts'

/** A number of threads and the mean milliseconds of the measured piece of work. */
export interface ThreadChoice {
  readonly threads: number
  readonly milliseconds: number
}

/**
 * Numbers of CPU threads worth trying on this many cores: all up to 4, then powers of two, and all cores but one and
 * all.
 */
export function threadCandidates(cores: number): number[] {
  const some = new Set([1, 2, 3, 4, 8, 16, 32, 64, 128, cores - 1, cores])
  return [...some].filter((threads) => threads >= 1 && threads <= cores).sort((left, right) => left - right)
}

/**
 * The number of threads with the least mean time, fewer where the difference is within 5 percent. `time` answers
 * milliseconds of one piece of work. Candidates take turns, so that a load that comes or goes meets all of them. Beside
 * a busy process, threads that wait for each other are fast at times and very slow at others: one such run rules a
 * candidate out. The first round goes from all cores but one to all, then down, and ends with the first candidate that
 * is clearly slower: fewer threads are slower still.
 */
export async function chooseThreads(
  candidates: readonly number[],
  time: (threads: number) => Promise<number>,
): Promise<ThreadChoice> {
  const [most = 1, next, ...fewer] = [...candidates].sort((first, second) => second - first)
  let left: Candidate[] = []
  let best = Number.POSITIVE_INFINITY
  let spent = 0
  const timeOnce = async (candidate: Candidate): Promise<void> => {
    const milliseconds = await time(candidate.threads)
    candidate.total += milliseconds
    candidate.runs += 1
    candidate.longest = Math.max(candidate.longest, milliseconds)
    best = Math.min(best, milliseconds)
    spent += milliseconds
  }
  for (const threads of next === undefined ? [most] : [next, most, ...fewer]) {
    const candidate = { threads, total: 0, runs: 0, longest: 0 }
    await timeOnce(candidate)
    left.push(candidate)
    if (threads < (next ?? 0) && candidate.longest > hopelessRunFactor * best) break
  }
  for (let round = 1; round < mostRuns; round++) {
    left = steady(left, best)
    for (const candidate of left) if (left.length > 1 && spent < measuringMilliseconds) await timeOnce(candidate)
  }
  const means = steady(left, best)
    .map(({ threads, total, runs }) => ({ threads, milliseconds: total / runs }))
    .sort((first, second) => first.threads - second.threads)
  const least = Math.min(...means.map(({ milliseconds }) => milliseconds))
  return means.find(({ milliseconds }) => milliseconds <= least * worthwhileGainFactor)!
}

/** Where the choice for a model and machine is kept between loads. */
export interface KeptChoice {
  readonly choice: ThreadChoice | undefined
  keep(choice: ThreadChoice | undefined): void
}

/**
 * The number of threads that was kept, where it is still as fast as it was and the next larger number is not faster (a
 * choice made beside a load that has gone would stay for ever otherwise); else a new choice, which is then kept.
 */
export async function recallThreads(
  candidates: readonly number[],
  time: (threads: number) => Promise<number>,
  { choice, keep }: KeptChoice,
): Promise<number> {
  const known = choice !== undefined && candidates.includes(choice.threads) ? choice : undefined
  // The first evaluation reads the weights.
  await time(known?.threads ?? candidates[0]!)
  if (known !== undefined) {
    const milliseconds = await time(known.threads)
    const more = [...candidates].sort((left, right) => left - right).find((threads) => threads > known.threads)
    if (
      milliseconds <= keptChoiceFactor * known.milliseconds &&
      (more === undefined || worthwhileGainFactor * (await time(more)) >= milliseconds)
    )
      return known.threads
  }
  const chosen = await chooseThreads(candidates, time)
  keep(chosen)
  return chosen.threads
}

interface Candidate {
  readonly threads: number
  total: number
  runs: number
  longest: number
}

/**
 * The candidates without a run that took far longer than the best one; where all had such a run, the one with the
 * least mean.
 */
function steady(candidates: readonly Candidate[], best: number): Candidate[] {
  const choice = candidates.filter(({ longest }) => longest <= hopelessRunFactor * best)
  if (choice.length > 0) return choice
  return [...candidates].sort((left, right) => left.total / left.runs - right.total / right.runs).slice(0, 1)
}
