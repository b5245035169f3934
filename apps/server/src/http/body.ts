import type { IncomingMessage } from 'node:http'
import { HydraFlowError } from '@hydraflow/core/contract'

const maxBodyBytes = 8 * 1024 * 1024
/** A patch may be larger than anything else that is sent. */
const maxPatchBytes = 64 * 1024 * 1024
const maxDepth = 64
/**
 * To read and check a hundred thousand values takes a part of a second, in which nobody else is served. No input needs
 * more but a patch of many files.
 */
const maxValues = 100_000
const maxPatchValues = 200_000

const quote = 0x22
const backslash = 0x5c

export const hasBody = ({ headers, method }: IncomingMessage): boolean =>
  method !== 'GET' &&
  method !== 'HEAD' &&
  (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)

/** The media type alone, in lower case. */
export const mediaTypeOf = ({ headers }: IncomingMessage): string =>
  (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase()

/** Reads a JSON body whole, within the bounds. */
export async function readJsonBody(request: IncomingMessage): Promise<Buffer> {
  if (mediaTypeOf(request) !== 'application/json') throw new HydraFlowError('JSON_REQUIRED')
  if (request.headers['content-encoding'] !== undefined)
    throw new HydraFlowError('JSON_REQUIRED', 'Send the JSON without content-encoding.')
  const patch = isPatch(request.url ?? '')
  const limit = patch ? maxPatchBytes : maxBodyBytes
  if (Number(request.headers['content-length'] ?? 0) > limit) throw new HydraFlowError('BODY_TOO_LARGE')
  const body = await readAll(request, limit)
  refuseHeavyJson(body, patch ? maxPatchValues : maxValues)
  return body
}

/** By its twin or by tRPC, which names its procedures in the address. */
const isPatch = (url: string): boolean =>
  /^\/api\/repo\/[^/?]+\/(propose|apply)_patch(\?|$)/.test(url) ||
  /^\/trpc\/([\w.]+,)*repos\.(propose|apply)Patch([,?]|$)/.test(url)

function readAll(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > limit) reject(new HydraFlowError('BODY_TOO_LARGE'))
      else chunks.push(chunk)
    })
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
    request.on('error', () => reject(new HydraFlowError('CANCELLED')))
  })
}

/** Counts brackets and commas outside of strings, so that no parser ever meets what is too deep or too much for it. */
export function refuseHeavyJson(json: Buffer, most = maxValues): void {
  if (json.length <= maxDepth) return
  let depth = 0
  let values = 1
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]
    if (byte === quote) at = endOfString(json, at + 1)
    else if (byte === 0x5b || byte === 0x7b) {
      values++
      if (++depth > maxDepth) throw new HydraFlowError('JSON_TOO_DEEP')
    } else if (byte === 0x5d || byte === 0x7d) depth--
    else if (byte === 0x2c) values++
    if (values > most) throw new HydraFlowError('JSON_TOO_MANY_VALUES')
  }
}

function endOfString(json: Buffer, from: number): number {
  let at = from
  for (;;) {
    at = json.indexOf(quote, at)
    if (at === -1) return json.length
    let escapes = 0
    while (json[at - 1 - escapes] === backslash) escapes++
    if (escapes % 2 === 0) return at
    at++
  }
}
