import type { GeneratedAlways } from 'kysely'

/** JSON text: written with `JSON.stringify`, read with `JSON.parse`. */
export type Json = string & { readonly json?: true }

/** An integer key that the database counts up and never gives twice. */
export type AutoId = GeneratedAlways<number>

/** A truth value, as both engines store it. */
export type Flag = 0 | 1
