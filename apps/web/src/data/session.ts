import { HydraFlowError, reasons, type ErrorReason } from '@hydraflow/sdk'
import { sessionSecret, setSessionSecret } from '../stores/session.ts'
import { queryClient } from './client.ts'

const endpoint = '/api/session'
const secretHeader = 'x-hydraflow-session'

const isReason = (value: unknown): value is ErrorReason => typeof value === 'string' && value in reasons

/** The reason may lie at the top, in `error` or in its `data`. */
function reasonIn(body: unknown): ErrorReason | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { reason, data, error } = body as { reason?: unknown; data?: unknown; error?: unknown }
  return isReason(reason) ? reason : (reasonIn(data) ?? reasonIn(error))
}

async function ask(init: RequestInit): Promise<unknown> {
  const response = await fetch(endpoint, { credentials: 'same-origin', ...init }).catch((cause: unknown) => {
    throw new HydraFlowError('SERVER_UNREACHABLE', undefined, {}, { cause })
  })
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok) throw new HydraFlowError(reasonIn(body) ?? 'INTERNAL')
  return body
}

/** Exchanges the one-time code of a sign-in link for a session. */
export async function signIn(code: string): Promise<void> {
  const body = await ask({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  })
  const secret = (body as { secret?: unknown } | null)?.secret
  if (typeof secret !== 'string') throw new HydraFlowError('INTERNAL')
  queryClient.clear()
  setSessionSecret(secret)
}

export async function signOut(): Promise<void> {
  const secret = sessionSecret()
  if (secret !== null) await ask({ method: 'DELETE', headers: { [secretHeader]: secret } }).catch(() => null)
  queryClient.clear()
  setSessionSecret(null)
}

/** The code in a sign-in link, or the code itself. */
export function codeFrom(linkOrCode: string): string | null {
  const text = linkOrCode.trim()
  const fragment = text.includes('#') ? text.slice(text.indexOf('#') + 1) : text
  if (!fragment.includes('=')) return /^[\w.~-]+$/.test(fragment) ? fragment : null
  return new URLSearchParams(fragment).get('code')
}

/** Takes the code out of the address bar, so that it stays in no history entry. */
export function takeCodeFromAddress(): string | null {
  const code = location.hash.startsWith('#') ? new URLSearchParams(location.hash.slice(1)).get('code') : null
  if (code !== null) history.replaceState(history.state, '', location.pathname + location.search)
  return code
}
