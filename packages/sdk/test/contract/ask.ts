import { expect } from 'vitest'
import { type HydraFlowError, isHydraFlowError } from '../../src/node.ts'

/** The error a call ends with; fails when the call succeeds. */
export async function refusalOf(call: Promise<unknown>): Promise<HydraFlowError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(isHydraFlowError(error), 'the call must be refused').toBe(true)
  return error as HydraFlowError
}

/** The reason a call is refused with, or null when it succeeds. */
export const reasonOf = (call: Promise<unknown>): Promise<string | null> =>
  call.then(
    () => null,
    (thrown: unknown) => (isHydraFlowError(thrown) ? thrown.reason : String(thrown)),
  )

/** The paths of the fields a call is refused for. */
export async function badFieldsOf(call: Promise<unknown>): Promise<string[]> {
  const { kind, details } = await refusalOf(call)
  expect(kind).toBe('invalid')
  return (details['issues'] as { path: string }[]).map(({ path }) => path)
}

export const cursorOf = (key: unknown): string => Buffer.from(JSON.stringify(key)).toString('base64url')

let count = 0
/** A word no other test uses. */
export const newWord = (): string => `word${(++count).toString(36)}x${process.pid.toString(36)}`
/** A host no other test uses. */
export const newHost = (): string => `${newWord()}.example`

/** Whole seconds, so many after a moment that never changes. */
export const at = (second: number): string => new Date(Date.UTC(2024, 0, 1) + second * 1_000).toISOString()

/** The same object but for some fields. */
export const without = (value: object, ...fields: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !fields.includes(name)))
