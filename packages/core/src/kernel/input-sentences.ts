import type { z } from 'zod'

const typeWords: Partial<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

const formatWords: Partial<Record<string, string>> = {
  datetime: 'must be a time with its offset, such as 2026-01-31T12:00:00Z',
  date: 'must be a day, such as 2026-01-31',
}

/**
 * Says what is wrong with a field of an input, to follow its path: "must be a text". Undefined for what zod or the
 * schema says well enough by itself.
 */
export const inputSentence: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'unrecognized_keys') return 'is not known here'
  if (issue.input === undefined) return 'is missing'
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeWords[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map((value) => JSON.stringify(value)).join(', ')}`
    case 'too_small':
      return `must ${amount(issue.origin, `at least ${Number(issue.minimum)}`, Number(issue.minimum))}`
    case 'too_big':
      return `must ${amount(issue.origin, `at most ${Number(issue.maximum)}`, Number(issue.maximum))}`
    case 'invalid_format':
      return formatWords[issue.format]
    case 'invalid_union':
      return 'has none of the forms that it may have'
    default:
      return undefined
  }
}

function amount(origin: string, bound: string, count: number): string {
  const thing = origin === 'string' ? 'character' : origin === 'array' ? 'item' : null
  return thing === null ? `be ${bound}` : `have ${bound} ${thing}${count === 1 ? '' : 's'}`
}
