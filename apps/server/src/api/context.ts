import type { Methods } from '@hydraflow/core/contract'

/** What a procedure can reach: every method by noun and verb. It stands alone, since the router's type names it. */
export interface Context {
  readonly methods: Methods
}
