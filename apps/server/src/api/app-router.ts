import type { ErrorReason, HttpRoute, Procedure, Procedures } from '@hydraflow/core/contract'
import type {
  TRPCBuiltRouter,
  TRPCErrorShape,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCSubscriptionProcedure,
} from '@trpc/server'
import type { z } from 'zod'

export interface ProcedureMeta {
  readonly http: HttpRoute
  readonly summary: string
}

/** An error as tRPC's clients get it. */
export interface ErrorShape extends TRPCErrorShape {
  data: { code: string; httpStatus: number; reason: ErrorReason; details: Record<string, unknown> }
}

/** A value with a revision can be resumed from: the revision is the id of its event. */
type Event<Value> = Value extends { revision: number } ? { id: string; data: Value } : Value

/** An input may be left out when every field of it may. */
type Input<P extends Procedure> = {} extends z.input<P['input']> ? z.input<P['input']> | void : z.input<P['input']>

interface Definition<P extends Procedure, Output> {
  meta: ProcedureMeta
  input: Input<P>
  output: Output
  errorShape: ErrorShape
}

type RouterProcedure<P> =
  P extends Procedure<'query'>
    ? TRPCQueryProcedure<Definition<P, z.output<P['output']>>>
    : P extends Procedure<'mutation'>
      ? TRPCMutationProcedure<Definition<P, z.output<P['output']>>>
      : P extends Procedure<'subscription'>
        ? TRPCSubscriptionProcedure<Definition<P, AsyncIterable<Event<z.output<P['output']>>>>>
        : never

/**
 * The type of the root router, for `createTRPCClient<AppRouter>`. It follows from the table of procedures alone and so
 * names nothing of the server.
 */
export type AppRouter = TRPCBuiltRouter<
  { ctx: object; meta: ProcedureMeta; errorShape: ErrorShape; transformer: false },
  {
    [Noun in keyof Procedures]: { [Verb in keyof Procedures[Noun]]: RouterProcedure<Procedures[Noun][Verb]> }
  }
>
