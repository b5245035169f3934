import { parseOnce } from '@hydraflow/core'
import { type CallOptions, type Procedure, procedures } from '@hydraflow/core/contract'
import { type TRPCRouterRecord, tracked } from '@trpc/server'
import type { AppRouter } from './app-router.ts'
import type { Context } from './context.ts'
import { trpcErrorFrom } from './fault.ts'
import { procedure, router } from './trpc.ts'

type Call = (input: unknown, options: CallOptions) => unknown

interface Options {
  readonly ctx: Context
  readonly input: unknown
  readonly signal: AbortSignal | undefined
}

const methodOf = ({ methods }: Context, noun: string, verb: string): Call =>
  (methods as unknown as Record<string, Record<string, Call>>)[noun]![verb]!

/** A subscription's values are parsed one by one; those with a revision can be resumed from. */
async function* eventsOf(open: () => unknown, declared: Procedure): AsyncGenerator {
  try {
    for await (const value of open() as AsyncIterable<unknown>) {
      const output = declared.output.parse(value) as { revision?: number }
      yield output.revision === undefined ? output : tracked(String(output.revision), output)
    }
  } catch (error) {
    // Without a code of its own tRPC's clients would try again for ever.
    throw trpcErrorFrom(error)
  }
}

/** One procedure: parse, call the method of the same noun and verb, done. Functions as parsers keep zod synchronous. */
function procedureFrom(noun: string, verb: string, declared: Procedure) {
  const { kind, http, summary, input, output } = declared
  const begun = procedure
    .meta({ http, summary })
    .input((raw: unknown) => parseOnce(input, raw === undefined ? {} : raw))
  const call = (options: Options) => methodOf(options.ctx, noun, verb)(options.input, { signal: options.signal })
  if (kind === 'subscription') return begun.subscription((options) => eventsOf(() => call(options), declared))
  const ended = begun.output((value: unknown) => output.parse(value))
  const resolve = async (options: Options) => {
    try {
      return await call(options)
    } catch (error) {
      throw trpcErrorFrom(error)
    }
  }
  return kind === 'query' ? ended.query(resolve) : ended.mutation(resolve)
}

const rooms: TRPCRouterRecord = Object.fromEntries(
  Object.entries(procedures).map(([noun, verbs]: [string, Record<string, Procedure>]) => [
    noun,
    Object.fromEntries(Object.entries(verbs).map(([verb, declared]) => [verb, procedureFrom(noun, verb, declared)])),
  ]),
)

/** The table of procedures as a tRPC router. */
export const appRouter = router(rooms) as unknown as AppRouter
