import { Agent, get } from 'node:http'
import { quantile } from './rounds.ts'

export interface Poll {
  readonly p99: number
  readonly max: number
}

const everyMs = 20

/** Asks for the health again and again, on time even when answers are late; returns what ends it. */
export function pollHealth(url: string): () => Promise<Poll> {
  const agent = new Agent({ keepAlive: true })
  const times: number[] = []
  const asked = new Set<Promise<void>>()
  const ask = () => {
    const startedAt = performance.now()
    const answered = new Promise<void>((resolve, reject) => {
      get(`${url}/api/health`, { agent }, (answer) => answer.resume().once('end', resolve).once('error', reject)).once(
        'error',
        reject,
      )
    }).then(() => void times.push(performance.now() - startedAt))
    asked.add(answered)
    void answered.finally(() => asked.delete(answered))
  }
  const timer = setInterval(ask, everyMs)
  return async () => {
    clearInterval(timer)
    await Promise.all(asked)
    agent.destroy()
    return { p99: quantile(times, 0.99), max: Math.max(...times) }
  }
}
