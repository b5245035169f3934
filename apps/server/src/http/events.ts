import { faultFrom } from '../api/fault.ts'
import { heartbeatMs } from '../api/trpc.ts'

export interface StreamEvent {
  readonly id?: string
  readonly data: unknown
}

/**
 * Server-sent events: one `data:` line of JSON for each value, with an `id:` to resume from where there is one, and a
 * comment now and then so that both ends notice a dead connection. An error ends the stream with an `error` event.
 */
export async function eventStream(
  open: (signal: AbortSignal) => Promise<AsyncIterable<StreamEvent>>,
): Promise<Response> {
  const leaving = new AbortController()
  const events = (await open(leaving.signal))[Symbol.asyncIterator]()
  let heartbeat: NodeJS.Timeout | undefined
  const stop = () => clearInterval(heartbeat)
  const body = new ReadableStream<string>({
    start(stream) {
      stream.enqueue(': connected\n\n')
      heartbeat = setInterval(() => stream.enqueue(': heartbeat\n\n'), heartbeatMs)
    },
    async pull(stream) {
      try {
        const next = await events.next()
        if (!next.done) return stream.enqueue(textOf(next.value))
      } catch (error) {
        if (!leaving.signal.aborted) stream.enqueue(`event: error\ndata: ${JSON.stringify(faultFrom(error))}\n\n`)
      }
      stop()
      if (!leaving.signal.aborted) stream.close()
    },
    async cancel() {
      stop()
      leaving.abort()
      await events.return?.()
    },
  })
  return new Response(body.pipeThrough(new TextEncoderStream()), {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  })
}

const textOf = ({ id, data }: StreamEvent): string =>
  `${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`
