/** The value below which this part of a list lies. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

type Measure = () => number | Promise<number>

/** Measures two things in turn, so that what disturbs the machine disturbs both, and gives the median of each. */
export async function alternate(rounds: number, ours: Measure, peer: Measure): Promise<{ ours: number; peer: number }> {
  const [measuredOurs, measuredPeer]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    measuredOurs.push(await ours())
    measuredPeer.push(await peer())
  }
  return { ours: median(measuredOurs), peer: median(measuredPeer) }
}

/** How many of `count` are done in a second when all of them take as long as `act`. */
export async function perSecond(count: number, act: () => unknown): Promise<number> {
  const startedAt = performance.now()
  await act()
  return (count * 1_000) / (performance.now() - startedAt)
}

/** How long each call takes, in milliseconds. */
export async function timesOf<T>(inputs: Iterable<T>, act: (input: T) => unknown): Promise<number[]> {
  const times: number[] = []
  for (const input of inputs) {
    const startedAt = performance.now()
    await act(input)
    times.push(performance.now() - startedAt)
  }
  return times
}
