// oxlint-disable-next-line import/no-unassigned-import -- must run before the schemas of the SDK are made
import './without-eval.ts'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { createClient, isHydraFlowError } from '@hydraflow/sdk'
import { sessionSecret, setSessionSecret } from '../stores/session.ts'

export const client = createClient({ session: { secret: sessionSecret } })

/** The session has ended: the sign-in page takes over. */
function leaveWhenSignedOut(error: unknown) {
  if (isHydraFlowError(error) && error.reason === 'UNAUTHORIZED') setSessionSecret(null)
}

const mayPass = (error: unknown): boolean =>
  !isHydraFlowError(error) || error.reason === 'SERVER_UNREACHABLE' || error.reason === 'TIMEOUT'

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
  mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
  defaultOptions: {
    queries: { staleTime: 30_000, retry: (failures, error) => failures < 2 && mayPass(error), networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
})

/** Asks again for what could not be answered while the server was away. */
export const askAgain = (): Promise<void> =>
  queryClient.invalidateQueries({ predicate: ({ state }) => state.status === 'error' })

/**
 * Asks anew for everything under a key. What is just being asked for the first time is asked for again as well: its answer
 * may be older than the change that is told of, and the cache would go on with it.
 */
export async function refresh(queryKey: readonly unknown[]): Promise<void> {
  await queryClient.cancelQueries({ queryKey })
  await queryClient.invalidateQueries({ queryKey })
}
