import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HydraFlowError } from '@hydraflow/core/contract'
import envPaths from 'env-paths'
import type { Platform } from './platform.ts'

/** The server that has the data directory open, found by the files that it keeps there. */
export const nodePlatform: Platform = {
  batches: false,
  streamsBodies: true,
  locate({ url = urlOfRunningServer(), token }) {
    // The token opens everything, so it is never sent by itself to another machine.
    return { url, token: token ?? (isThisMachine(url) ? readFrom(dataDir(), 'token') : undefined) }
  },
}

const dataDir = (): string => process.env['HYDRAFLOW_DATA_DIR'] || envPaths('hydraflow', { suffix: '' }).data

function urlOfRunningServer(): string {
  const text = readFrom(dataDir(), 'server.json')
  const { url, pid } = (text ? JSON.parse(text) : {}) as { url?: string; pid?: number }
  // A server that was killed leaves its file behind, and someone else may listen on its port by now.
  if (url !== undefined && pid !== undefined && isAlive(pid)) return url
  const hint = 'Start it with: hydraflow start. Or give createClient a url and a token.'
  throw new HydraFlowError('SERVER_UNREACHABLE', `No HydraFlow server runs on ${dataDir()}. ${hint}`)
}

function readFrom(dir: string, name: string): string | undefined {
  try {
    return readFileSync(join(dir, name), 'utf8').trim()
  } catch {
    return undefined
  }
}

const isThisMachine = (url: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
