import { HydraFlowError } from '@hydraflow/core/contract'
import type { Platform } from './platform.ts'

/** The page's own server, and the session of the browser. */
export const browserPlatform: Platform = {
  batches: true,
  streamsBodies: false,
  locate: ({ url = originOfPage(), token }) => ({ url, token }),
}

function originOfPage(): string {
  const { location } = globalThis as { location?: { origin: string } }
  if (location) return location.origin
  throw new HydraFlowError('SERVER_UNREACHABLE', 'There is no page to take the address from: give createClient a url.')
}
