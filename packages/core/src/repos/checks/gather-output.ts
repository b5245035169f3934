import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { keepEnds } from './keep-ends.ts'

const endBytes = 256 * 1024
const batchBytes = 16 * 1024
const batchMs = 200

export interface GatheredOutput {
  readonly outputBytes: number
  readonly truncated: boolean
  readonly head: string
  readonly tail: string
}

/**
 * Reads streams as one text, in the order in which their bytes arrive. `onOutput` is told the first 256 KiB as they
 * come, a few times a second at most, or as often as 16 KiB are there. The function given back ends the reading.
 */
export function gatherOutput(streams: readonly Readable[], onOutput: (text: string) => void): () => GatheredOutput {
  const ends = keepEnds(endBytes)
  let outputBytes = 0
  let told = 0
  let timer: NodeJS.Timeout | undefined

  function tell(fromBytes: number) {
    while (ends.headBytes() - told >= fromBytes) {
      const { text, end } = ends.headFrom(told, batchBytes)
      told = end
      onOutput(text)
    }
  }
  function tellRest() {
    clearTimeout(timer)
    timer = undefined
    tell(1)
  }
  function add(text: string) {
    if (text === '') return
    ends.add(text.replaceAll('\0', '\uFFFD'))
    tell(batchBytes)
    if (ends.headBytes() > told) timer ??= setTimeout(tellRest, batchMs)
  }
  const decoders = streams.map((stream) => {
    const decoder = new StringDecoder('utf8')
    stream.on('data', (chunk: Buffer) => {
      outputBytes += chunk.length
      add(decoder.write(chunk))
    })
    // A pipe that cannot be read any more has simply ended.
    stream.on('error', () => stream.destroy())
    return decoder
  })

  return () => {
    for (const stream of streams) stream.destroy()
    for (const decoder of decoders) add(decoder.end())
    tellRest()
    return { outputBytes, ...ends.ends() }
  }
}
