/** What the two engines spell differently in a table definition. */
export interface ColumnTypes {
  readonly engine: 'sqlite' | 'postgres'
  /** An integer primary key that counts up and is never given twice. */
  readonly autoId: string
  /** A 64-bit integer. */
  readonly integer: string
  /** A text whose order is that of its bytes, so that a prefix is a range of the index. */
  readonly binaryText: string
  /** Bytes of any length. */
  readonly bytes: string
  /** A double. */
  readonly real: string
}

/**
 * One step of the schema. It runs in one transaction of its own; merged, it is frozen: a letter from its day that
 * imports no table type and no rule of the domain.
 */
export interface Migration {
  readonly name: string
  up(run: (statement: string) => Promise<void>, types: ColumnTypes): Promise<void>
}
