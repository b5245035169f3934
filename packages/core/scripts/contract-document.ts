import { writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { type Procedure, kinds, procedures, reasons } from '../src/contract/index.ts'

/** The part of JSON Schema that our contract uses. */
interface Schema {
  type?: string
  description?: string
  default?: unknown
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  required?: string[]
  maxLength?: number
  minimum?: number
  maximum?: number
  format?: string
}

const preface = `# The contract

Everything HydraFlow can be asked, as it is in the code: this page is written by \`pnpm --filter @hydraflow/core contract\`
from the table in \`packages/core/src/contract/procedures.ts\`, and a test fails when the two differ. Each procedure is
a method of the workspace (\`workspace.threads.create(input)\`), a method of the SDK's client
(\`hydraflow.threads.create(input)\`), a tRPC procedure (\`threads.create\`) and an HTTP route.

## Conventions

- **Ids** are texts. HydraFlow makes UUIDv7 (visits, pages and imports: whole numbers, as texts). A \`create\` or
  \`append\` may bring its own id; doing so again returns what is there and changes nothing.
- **Times** are ISO 8601, in UTC in every answer, with milliseconds, or microseconds where the source has them.
- **Lists** take \`limit\` (1 to 200) and \`cursor\`, and give \`{ items, nextCursor }\`; \`nextCursor\` is null at the end.
  Rows that are added meanwhile never shift a page.
- **Inputs** are strict: an unknown field is refused. A bad input is answered with 400, \`INPUT_INVALID\` and the path of
  each bad field, up to a hundred, in \`details.issues\`; it changes nothing.
- **Metadata** is a JSON object of at most 64 KiB.
- **Deletes** say what they removed, by kind.
- **HTTP**: path parameters as shown; for GET and DELETE the other fields are query parameters (a list is repeated), for
  POST, PUT and PATCH a JSON body. Errors are \`{ "error": { code, reason, message, details } }\`. A live procedure is a
  stream of server-sent events that goes on where \`Last-Event-ID\` says.
`

/** The whole document, as Markdown. */
export function contractDocument(): string {
  const nouns = Object.entries(procedures).map(([noun, verbs]) => nounSection(noun, verbs))
  return `${[preface, '## Procedures\n', ...nouns, errorSection()].join('\n').trim()}\n`
}

function nounSection(noun: string, verbs: Record<string, Procedure>): string {
  const sections = Object.entries(verbs).map(([verb, procedure]) => procedureSection(`${noun}.${verb}`, procedure))
  return `### ${noun}\n\n${sections.join('\n')}`
}

function procedureSection(name: string, { http, summary, input, output, kind }: Procedure): string {
  const live = kind === 'subscription' ? ' Live.' : ''
  const fields = fieldRows(schemaOf(input, 'input'))
  const table = fields.length > 0 ? `\n| field | type | |\n| --- | --- | --- |\n${fields.join('\n')}\n` : ''
  return `#### ${name}\n\n\`${http}\` — ${summary}.${live}\n${table}\nGives ${typeText(schemaOf(output, 'output'))}\n`
}

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' }) as Schema

function fieldRows({ properties = {}, required = [] }: Schema): string[] {
  return Object.entries(properties).map(([name, schema]) => {
    const notes = [
      required.includes(name) ? 'required' : '',
      schema.default === undefined ? '' : `default ${JSON.stringify(schema.default)}`,
      schema.description ?? '',
    ]
    return `| ${name} | ${typeText(schema).replaceAll('|', '\\|')} | ${notes.filter(Boolean).join('; ')} |`
  })
}

/** A type in a few words of TypeScript. */
function typeText(schema: Schema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(' | ')
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeText))].join(' | ')
  if (schema.type === 'array') return `list of ${typeText(schema.items ?? {})}`
  if (schema.type === 'object' && schema.properties) return objectText(schema)
  if (schema.type === 'object') return 'object'
  if (schema.format === 'date-time') return 'time'
  if (schema.type === 'string') return schema.maxLength ? `text (${schema.maxLength.toLocaleString('en')})` : 'text'
  if (schema.type === 'integer') return `whole number${boundsText(schema)}`
  return schema.type ?? 'any JSON'
}

const objectText = ({ properties = {}, required = [] }: Schema) =>
  `{ ${Object.keys(properties)
    .map((name) => (required.includes(name) ? name : `${name}?`))
    .join(', ')} }`

function boundsText({ minimum, maximum }: Schema): string {
  const bounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER
  return bounded ? ` (${minimum?.toLocaleString('en')} to ${maximum.toLocaleString('en')})` : ''
}

function errorSection(): string {
  const rows = Object.entries(reasons).map(
    ([reason, { kind, sentence }]) => `| \`${reason}\` | ${kinds[kind].status} | ${sentence} |`,
  )
  return `## Reasons of errors\n\n| reason | status | what it means |\n| --- | --- | --- |\n${rows.join('\n')}\n`
}

export const documentFile = new URL('../../../docs/contract.md', import.meta.url)

if (import.meta.main) await writeFile(documentFile, contractDocument())
