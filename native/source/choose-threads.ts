/** Rounds over all candidates, and the time in milliseconds after which nothing more is timed once every candidate had a turn. */
const rounds = 4
const budget = 400
/** A larger number of threads must be faster by this factor: where every core is busy, few threads lose least. */
const gain = 1.05
/** A candidate this much slower than the best of the same round gets no further turn. */
const hopeless = 2

/** Numbers of CPU threads worth trying on this many cores: all up to 4, then powers of two, and all cores but one and all. */
export function threadCandidates(cores: number): number[] {
  const some = new Set([1, 2, 3, 4, 8, 16, 32, 64, 128, cores - 1, cores])
  return [...some].filter((threads) => threads >= 1 && threads <= cores).sort((one, other) => one - other)
}

/**
 * The number of threads with the least mean time, fewer where the difference is within 5 percent. `time` answers milliseconds of one
 * piece of work. Candidates take turns, so that a load that comes or goes meets all of them. Beside a busy process, threads that
 * wait for each other are fast at times and very slow at others: one such turn rules a candidate out.
 */
export async function chooseThreads(candidates: readonly number[], time: (threads: number) => Promise<number>): Promise<number> {
  let left = candidates.map((threads) => ({ threads, total: 0 }))
  let spent = 0
  for (let round = 0; round < rounds && left.length > 1 && spent < budget; round++) {
    const times: number[] = []
    for (const candidate of left) {
      const milliseconds = await time(candidate.threads)
      times.push(milliseconds)
      candidate.total += milliseconds
      spent += milliseconds
    }
    const least = Math.min(...times)
    left = left.filter((_, place) => times[place]! <= least * hopeless)
  }
  const least = Math.min(...left.map(({ total }) => total))
  return left.find(({ total }) => total <= least * gain)?.threads ?? 1
}
