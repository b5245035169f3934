import { HydraFlowError, type Procedure } from '@hydraflow/core/contract'
import { z } from 'zod'
import { inputInvalid } from '../api/fault.ts'

type Schema = z.core.JSONSchema.BaseSchema
type Fields = Record<string, Schema>

/** The fields of a procedure's input as JSON schemas, to read texts from an address by. */
export const fieldsOf = ({ input }: Procedure): Fields =>
  (z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }).properties ?? {}) as Fields

/**
 * The input in a query string. A field takes the type its schema names; what does not read as one stays a text, so that
 * the schema says what is wrong with it. Arrays are repeated or comma separated; the word null is null where it may be.
 */
export function inputFromQuery(query: URLSearchParams, fields: Fields): Record<string, unknown> {
  // No prototype: a field named __proto__ is an unknown field like any other.
  const input: Record<string, unknown> = Object.create(null)
  for (const name of new Set(query.keys())) input[name] = fieldFrom(query.getAll(name), fields[name])
  return input
}

/** Joins what the path says with the rest; a body may repeat the path but not contradict it. */
export function joinPath(path: Record<string, string>, rest: Record<string, unknown>): Record<string, unknown> {
  for (const [name, value] of Object.entries(path)) {
    if (Object.hasOwn(rest, name) && rest[name] !== value)
      throw inputInvalid([{ path: name, message: 'is not what the address says' }])
    rest[name] = value
  }
  return rest
}

/** The JSON object in a body; no body is an empty one. */
export function inputFromBody(body: string): Record<string, unknown> {
  if (body === '') return {}
  const input = parseJson(body)
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Record<string, unknown>
  throw inputInvalid([{ path: '', message: 'The body must be a JSON object' }])
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw new HydraFlowError('INPUT_INVALID', 'The request is not valid JSON.', {}, { cause })
  }
}

function fieldFrom(texts: string[], schema: Schema | undefined): unknown {
  const choices = schema ? choicesOf(schema) : []
  const items = choices.find((choice) => choice.type === 'array')?.items
  const [first = ''] = texts
  if (items && (texts.length > 1 || first.includes(',') || !choices.some(isScalar))) {
    const parts = texts.length > 1 ? texts : first.split(',')
    return parts.map((part) => scalarFrom(part, choicesOf(items as Schema)))
  }
  return texts.length > 1 ? texts : scalarFrom(first, choices)
}

/** What a value may be, one type each. */
function choicesOf(schema: Schema): Schema[] {
  if (schema.anyOf) return schema.anyOf.flatMap(choicesOf)
  const { type } = schema
  return Array.isArray(type) ? (type as Schema['type'][]).map((one) => ({ ...schema, type: one })) : [schema]
}

const isScalar = ({ type }: Schema): boolean => type !== 'array' && type !== 'null'

const decimal = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i

function scalarFrom(text: string, choices: Schema[]): unknown {
  const types = choices.map(({ type }) => type)
  if (text === 'null' && types.includes('null')) return null
  if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true'
  const isNumeric = types.includes('number') || types.includes('integer')
  return isNumeric && decimal.test(text) ? Number(text) : text
}
