import type { SearchTerm } from '@hydraflow/db'

/** Whether a document's texts, folded words with a space between them, hold every term: what the index would say of it. */
export function matchesTerms({ title, body }: { title: string; body: string }, terms: readonly SearchTerm[]): boolean {
  const texts = [` ${title} `, ` ${body} `]
  return terms.every(({ words, prefix, excluded }) => {
    const sought = ` ${words.join(' ')}${prefix ? '' : ' '}`
    return texts.some((text) => text.includes(sought)) !== (excluded ?? false)
  })
}
