import type { Look } from '../database.ts'

export const isPostgres = (look: Look): boolean => look.getExecutor().adapter.constructor.name === 'PostgresAdapter'
