import type { z } from 'zod'
import type { CallOptions, Noun, Procedure, Procedures } from '../contract/index.ts'

type Trusted<P extends Procedure> = (
  input: z.output<P['input']>,
  options: CallOptions,
) => P['kind'] extends 'subscription' ? AsyncIterable<z.output<P['output']>> : Promise<z.output<P['output']>>

/** The methods of one noun, for inputs that have been parsed: what a room gives to the roof. */
export type Room<N extends Noun> = {
  readonly [V in keyof Procedures[N]]: Trusted<Extract<Procedures[N][V], Procedure>>
}
