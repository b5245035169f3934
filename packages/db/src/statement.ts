import type { Compilable, CompiledQuery, Kysely } from 'kysely'
import type { Look } from './database.ts'
import type { Tables } from './tables/index.ts'

class Slot {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** What a statement answered: its rows, and how many rows it changed where it gives none. */
export interface Answer<Row> {
  readonly rows: Row[]
  readonly changed: number
}

/**
 * A statement that Kysely builds and compiles once for each engine, for the few places where that work would cost more
 * than the query. `slots` stands for the values: `statement<{ id: string }>()((db, slots) => …where('id', '=', slots.id))`.
 */
export const statement =
  <Input extends object>() =>
  <Row>(build: (db: Kysely<Tables>, slots: Input) => Compilable<Row>) => {
    const compiled = new Map<unknown, CompiledQuery<Row>>()
    return async (db: Look, input: Input): Promise<Answer<Row>> => {
      const executor = db.getExecutor()
      const dialect = executor.adapter.constructor
      let query = compiled.get(dialect)
      if (!query) {
        query = build(db as Kysely<Tables>, anySlot as Input).compile()
        compiled.set(dialect, query)
      }
      const parameters = query.parameters.map((value) =>
        value instanceof Slot ? input[value.name as keyof Input] : value,
      )
      const filled = { ...query, parameters }
      // Straight to the connection: nothing that Kysely does on the way to it is in use here.
      const { rows, numAffectedRows } = await executor.provideConnection((connection) =>
        connection.executeQuery<Row>(filled),
      )
      return { rows, changed: Number(numAffectedRows ?? 0) }
    }
  }

const anySlot: object = new Proxy({}, { get: (_, name) => new Slot(String(name)) })
