import { isStorageFull } from '@hydraflow/db'
import type { z } from 'zod'
import { type ErrorReason, HydraFlowError, reasons } from '../contract/index.ts'
import { inputSentence } from './input-sentences.ts'

/** An error that says which thing is not there. */
export const notFound = (reason: ErrorReason, id: string): HydraFlowError =>
  new HydraFlowError(reason, `${reasons[reason].sentence} (${shortened(id)})`, { id })

/** `INPUT_INVALID` for one field of the input. */
export const invalidField = (path: string, message: string, reason: ErrorReason = 'INPUT_INVALID'): HydraFlowError =>
  new HydraFlowError(reason, `${path}: ${message}`, { issues: [{ path, message }] })

/** What was thrown, as an error of ours where it is something that a person can mend. */
export const inOurWords = (thrown: unknown): unknown =>
  isStorageFull(thrown) ? new HydraFlowError('STORAGE_FULL', undefined, {}, { cause: thrown }) : thrown

/** Whoever sends more wrong fields learns of the first: a list of ten thousand would be told in megabytes. */
const mostIssues = 100

/** What zod found wrong, as an error that names each bad field by its path. */
export function invalidInput({ issues }: Pick<z.ZodError, 'issues'>): HydraFlowError {
  const found = issues.slice(0, mostIssues).map((issue) => ({ path: pathOf(issue), message: issue.message }))
  const [first] = found
  const message = first?.path ? `${first.path}: ${first.message}` : (first?.message ?? reasons.INPUT_INVALID.sentence)
  return new HydraFlowError('INPUT_INVALID', message, { issues: found })
}

/** A key that nobody knows is named itself: zod names the object it is in. Keys may be as long as a body. */
const pathOf = (issue: z.core.$ZodIssue): string =>
  [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])]
    .map((part) => shortened(String(part)))
    .join('.')

/** The input as its schema gives it, defaults filled in; throws `INPUT_INVALID`. */
export function parse<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const { success, data, error } = schema.safeParse(input, { error: inputSentence })
  if (!success) throw invalidInput(error)
  return data
}

/** What doors parsed, and by which schema. */
const parsedBy = new WeakMap<object, z.ZodType>()

/**
 * Like `parse`, for a door in front of the workspace: the workspace knows the very object that this gives, and does not
 * parse it again. Hand it on as it is.
 */
export function parseOnce<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  if (isObject(input) && parsedBy.get(input) === schema) return input as z.output<T>
  const output = parse(schema, input)
  // A schema that gives back the object of the caller cannot vouch for it.
  if (isObject(output) && output !== input) parsedBy.set(output, schema)
  return output
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const shortened = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text)
