import type { RequestOptions } from './options.ts'

interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor: string | null
}

/** A method that gives a list page by page. */
type ListMethod = (input: never, options?: RequestOptions) => Promise<Page<unknown>>

type InputOf<List extends ListMethod> = NonNullable<Parameters<List>[0]>
type ItemOf<List extends ListMethod> = Awaited<ReturnType<List>>['items'][number]

/**
 * Walks every item of a list, page by page, as they are asked for.
 *
 * @example
 * ```ts
 * for await (const visit of listAll(client.history.list, { host: 'example.org' })) console.log(visit.url)
 * ```
 */
export async function* listAll<List extends ListMethod>(
  list: List,
  input?: InputOf<List>,
  options?: RequestOptions,
): AsyncGenerator<ItemOf<List>, void, undefined> {
  const { cursor: first = null, ...filters }: { cursor?: string | null } = input ?? {}
  let cursor = first
  do {
    const page = await list({ ...filters, cursor } as never, options)
    yield* page.items as readonly ItemOf<List>[]
    cursor = page.nextCursor
  } while (cursor !== null)
}
