import fc, { type Arbitrary } from 'fast-check'
import { cursors, edgeText, latin, noise, objects, times } from './edge-values.ts'

/** As much of a JSON schema as those of our inputs hold. */
export interface JsonSchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly format?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
}

/** Few ids, so that calls meet what earlier ones made. */
const ids = ['a', 'b', 'c', '1', '2', 'ü/ %?', '01a20598-13bc-7794-b9f1-b65225884b3e']
const hosts = ['a.example', 'b.a.example', 'xn--mnchen-3ya.example', '[::1]:8080']

const urls = fc.oneof(
  fc.webUrl(),
  edgeText(0, 8_000).map((text) => `https://a.example/?q=${text}`),
  fc
    .tuple(fc.constantFrom(60, 250, 3_000), fc.nat())
    .map(([length, seed]) => `https://${noise(latin, seed, length)}.example/`),
  fc.tuple(fc.constantFrom(...hosts), fc.webPath()).map(([host, path]) => `https://${host}${path}`),
)
const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary-ascii', maxLength: 40 }).map((text) => text.replaceAll('\0', ' ')),
  fc.constantFrom(
    'host:a.example -x "two words"',
    'in:page before:2026-01-01 (*',
    '" OR 1=1 --',
    '%',
    '_%_',
    "'",
    'ﬀ İ ß ǆ',
  ),
)

const fieldNamed: Record<string, Arbitrary<unknown>> = {
  url: urls,
  host: fc.constantFrom(...hosts),
  q: fc.oneof(words, edgeText(0, 1_000)),
  query: fc.oneof(words, edgeText(0, 1_000)),
  cursor: cursors,
  // What is at a path of this machine is no matter of chance; these are not there, or no history.
  path: fc.constantFrom(
    '/nowhere',
    '/',
    '/dev/null',
    '/proc/self/mem',
    'relative',
    '\\\\server\\share',
    '../x',
    'a.txt',
    'b/c.txt',
    '.git/config',
    'x'.repeat(5_000),
  ),
  root: fc.constantFrom('/nowhere', '/dev/null', 'relative', '', '/proc/self/mem'),
  renameTo: fc.constantFrom('d.txt', 'b/../..', 'a.txt'),
  // Only what does no harm is run by chance.
  command: fc.constantFrom('true', 'false', 'no-such-program'),
  patch: fc.constantFrom(
    '*** Begin Patch\n*** Update File: a.txt\n@@\n-one\n+two\n*** End Patch',
    '--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+two\n',
    '*** Begin Patch',
    'diff --git',
    '@@ -1,9 +1,9 @@',
  ),
  oldText: fc.constantFrom('one', 'o', 'two', '\r\n'),
}

/** What a schema allows, for the most part: rules that JSON schema cannot say may still refuse it. */
export function inputOf(schema: JsonSchema, name = ''): Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((choice) => inputOf(choice, name)))
  if (schema.type === 'object' && schema.properties) return objectOf(schema)
  if (schema.type === 'object') return objects
  if (schema.type === 'array')
    return fc.array(inputOf(schema.items ?? {}, name), {
      minLength: schema.minItems ?? 0,
      maxLength: Math.min(schema.maxItems ?? 4, 4),
    })
  if (schema.type === 'integer') return integerOf(schema)
  if (schema.type === 'number') return fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 1e6, noNaN: true })
  if (schema.type === 'boolean') return fc.boolean()
  if (schema.type === 'null') return fc.constant(null)
  return schema.type === 'string' ? textOf(schema, name) : fc.jsonValue({ maxDepth: 3 })
}

function integerOf({ minimum = -(2 ** 53) + 1, maximum = 2 ** 53 - 1 }: JsonSchema): Arbitrary<number> {
  const few = fc.integer({ min: Math.max(minimum, -9), max: Math.min(maximum, 99) })
  return fc.oneof({ weight: 3, arbitrary: few }, { weight: 1, arbitrary: fc.constantFrom(minimum, maximum) })
}

function objectOf({ properties = {}, required = [] }: JsonSchema): Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([field, schema]) => [field, inputOf(schema, field)]),
  )
  return fc.record(fields, { requiredKeys: required as [] })
}

function textOf({ format, minLength = 0, maxLength = 100 }: JsonSchema, name: string): Arbitrary<unknown> {
  if (format === 'date-time') return times
  if (fieldNamed[name]) return fieldNamed[name]
  if (/id$|ids$|ref$/i.test(name))
    return fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...ids) },
      { weight: 1, arbitrary: edgeText(minLength, maxLength) },
    )
  return fc.oneof(
    { weight: 4, arbitrary: fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 60) }) },
    { weight: 1, arbitrary: edgeText(minLength, maxLength) },
  )
}

const deep = (levels: number): unknown => (levels === 0 ? 'end' : { down: [deep(levels - 1)] })

/** Values that have broken one program or another. */
const poison: Arbitrary<unknown> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom<unknown>(
      null,
      true,
      -1,
      0,
      1e308,
      -1e-308,
      2 ** 53,
      0.1,
      '',
      '\0',
      'a\0b',
      '\ud800',
      'x\udfff',
      [],
      {},
      [[]],
      [null],
    ),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom<unknown>(
      '0000-00-00T00:00:00Z',
      '2026-02-30T00:00:00Z',
      '+275760-09-13T00:00:00Z',
      '2026-01-01T00:00:00+99:99',
      'null',
      'NaN',
    ),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom<unknown>(
      'javascript:alert(1)',
      'http://',
      'https://\u0000.example',
      'http://a:b@c:99999/',
      'https://%zz/',
      `https://a.example/${'x'.repeat(9_000)}`,
    ),
  },
  { weight: 6, arbitrary: fc.constantFrom(deep(10), deep(20), deep(31), deep(40)) },
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(70_000), 'ü'.repeat(300_000), 'y'.repeat(2_000_000)) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      Array.from({ length: 2_000 }, (_, at) => at),
      Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`k${at}`, at])),
    ),
  },
  {
    weight: 6,
    arbitrary: fc
      .anything({ withNullPrototype: false, maxDepth: 3 })
      .map((value) => JSON.parse(JSON.stringify(value) ?? 'null') as unknown),
  },
)

const names = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'length',
  'then',
  'unknown',
  '',
  '\0',
  '\ud800',
)

/** A valid input with something broken in it, as JSON text: some names cannot be written into an object otherwise. */
export function brokenInputOf(schema: JsonSchema): Arbitrary<string> {
  const fields = Object.keys(schema.properties ?? {})
  const field = fields.length > 0 ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...fields) }, names) : names
  const spoiled = fc
    .tuple(inputOf(schema), fc.array(fc.tuple(field, poison), { minLength: 1, maxLength: 3 }))
    .map(([input, wrong]) => {
      const kept = Object.entries(input ?? {}).filter(([name]) => !wrong.some(([other]) => other === name))
      return `{${[...kept, ...wrong].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`
    })
  const replaced = poison.map((value) => JSON.stringify(value))
  const garbled = fc.oneof(
    inputOf(schema).chain((input) => fc.nat(200).map((at) => JSON.stringify(input).slice(0, at))),
    fc.constantFrom(
      '['.repeat(100_000),
      '{"a":'.repeat(70),
      '\u0000',
      '{"a":1,}',
      'undefined',
      '"\\ud800"',
      '{"a":1}{"b":2}',
      '\ufeff{}',
    ),
  )
  return fc.oneof(
    { weight: 6, arbitrary: spoiled },
    { weight: 1, arbitrary: replaced },
    { weight: 1, arbitrary: garbled },
  )
}
