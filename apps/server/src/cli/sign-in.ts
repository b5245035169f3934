import { ConfigError, type Config } from '../config/config.ts'
import { readServerFile } from '../data-directory/server-file.ts'
import { readToken } from '../data-directory/token.ts'

const timeoutMs = 5_000

/** Asks the running server for a fresh link and prints it. */
export async function signIn({ dataDir }: Config, fetch: typeof globalThis.fetch): Promise<void> {
  const running = readServerFile(dataDir)
  if (!running) throw new ConfigError(`No server is running on ${dataDir}. Start one with: hydraflow start`)
  const response = await fetch(`${running.url}/api/session/code`, {
    method: 'POST',
    headers: { authorization: `Bearer ${readToken(dataDir)}` },
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(() => undefined)
  if (!response?.ok) throw new ConfigError(`The server at ${running.url} does not answer. Is it still running?`)
  const { url } = (await response.json()) as { url: string }
  process.stdout.write(`${url}\n`)
}
