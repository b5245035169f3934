import type { Json } from '@hydraflow/db'

/** JSON text for a column. */
export const jsonFrom = (value: unknown): Json => JSON.stringify(value)

/** The value of a JSON column that we wrote ourselves. */
export const valueFrom = (json: Json | null): unknown => (json === null ? null : JSON.parse(json))

/** The object of a JSON column that we wrote ourselves. */
export const objectFrom = (json: Json): Record<string, unknown> => JSON.parse(json)
