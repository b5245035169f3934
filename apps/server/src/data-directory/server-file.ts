import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writePrivateFile } from './private-file.ts'

/** Which server has the data directory open; the SDK finds its address here. */
const ServerFile = z.object({ pid: z.int(), url: z.url(), startedAt: z.iso.datetime() })
export type ServerFile = z.infer<typeof ServerFile>

const serverFilePath = (dataDir: string): string => join(dataDir, 'server.json')

/** What the file says, or undefined when no server wrote one. A server that was killed leaves its file behind. */
export function readServerFile(dataDir: string): ServerFile | undefined {
  try {
    return ServerFile.parse(JSON.parse(readFileSync(serverFilePath(dataDir), 'utf8')))
  } catch {
    return undefined
  }
}

export const writeServerFile = (dataDir: string, file: ServerFile): void =>
  writePrivateFile(serverFilePath(dataDir), `${JSON.stringify(file)}\n`)

export const removeServerFile = (dataDir: string): void => rmSync(serverFilePath(dataDir), { force: true })
