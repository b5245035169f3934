import type { Handlers } from '@hydraflow/core'

/** Work that is none: what is left is what the ledger costs. */
export const handlers: Partial<Handlers> = {
  maintenance: { run: async () => null },
}
