import * as contract from '@hydraflow/core/contract'
import { type Procedure, kinds, reasons } from '@hydraflow/core/contract'
import { z } from 'zod'
import { uploadPath } from './files.ts'
import { secretHeader } from './sign-in.ts'
import { type Twin, parametersOf, twins } from './twins.ts'

type JsonSchema = z.core.JSONSchema.BaseSchema
type Schemas = Record<string, JsonSchema>

/** The OpenAPI 3.1 document of every HTTP twin, made from the table of procedures. */
export function openApiDocument(version: string) {
  const schemas: Schemas = { ...errorSchemas() }
  const paths: Record<string, Record<string, unknown>> = {}
  for (const twin of twins) (paths[twin.route] ??= {})[twin.method.toLowerCase()] = operationOf(twin, schemas)
  paths[uploadPath] = { post: uploadOperation(schemas) }
  dropUnused(schemas, paths)
  return {
    openapi: '3.1.0',
    info: {
      title: 'HydraFlow',
      version,
      description: 'The same procedures are reachable by tRPC at /trpc and by the SDK, @hydraflow/sdk.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }, { session: [] }],
    tags: Object.keys(contract.procedures).map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The token file in the data directory.' },
        session: { type: 'apiKey', in: 'header', name: secretHeader, description: 'With the session cookie.' },
      },
      responses: { Error: jsonResponse('A refusal; `reason` is stable', { $ref: '#/components/schemas/Error' }) },
    },
  }
}

function operationOf(twin: Twin, schemas: Schemas) {
  const { declared, name, noun, method, route } = twin
  const parameters = parametersOf(route)
  const { properties = {}, required = [] } = objectSchemaOf(declared, schemas)
  // A body of a DELETE means nothing to many a proxy and generator; ours is read, but the address is what is promised.
  const inQuery = method === 'GET' || method === 'DELETE'
  const rest = Object.entries(properties).filter(([field]) => !parameters.includes(field))
  return {
    operationId: name,
    tags: [noun],
    summary: declared.summary,
    ...(name === 'system.health' && { security: [] }),
    parameters: [
      ...parameters.map((field) => ({ name: field, in: 'path', required: true, schema: properties[field] ?? {} })),
      ...(inQuery ? rest.map(([field, schema]) => queryParameter(field, schema as JsonSchema, required)) : []),
      ...(declared.kind === 'subscription' && 'lastEventId' in properties ? [lastEventId] : []),
    ],
    ...(!inQuery && rest.length > 0 && { requestBody: bodyOf(Object.fromEntries(rest), required, parameters) }),
    responses: {
      200:
        declared.kind === 'subscription'
          ? eventsResponse(declared, schemas)
          : jsonResponse('The answer', outputSchema(declared, schemas)),
      default: { $ref: '#/components/responses/Error' },
    },
  }
}

/** Inputs whose fields were spread over path and query are named by nothing. */
function dropUnused(schemas: Schemas, paths: unknown): void {
  const text = JSON.stringify([paths, schemas])
  for (const name of Object.keys(schemas))
    if (name !== 'Error' && !text.includes(`"#/components/schemas/${name}"`)) delete schemas[name]
}

const queryParameter = (name: string, schema: JsonSchema, required: string[]) => ({
  name,
  in: 'query',
  ...(required.includes(name) && { required: true }),
  ...(schema.description && { description: schema.description }),
  schema,
})

const lastEventId = {
  name: 'last-event-id',
  in: 'header',
  description: 'Resumes after this event',
  schema: { type: 'string' },
}

function bodyOf(properties: Record<string, unknown>, required: string[], parameters: string[]) {
  const inBody = required.filter((field) => !parameters.includes(field))
  const schema = {
    type: 'object',
    properties,
    ...(inBody.length > 0 && { required: inBody }),
    additionalProperties: false,
  }
  return { required: inBody.length > 0, content: { 'application/json': { schema } } }
}

const jsonResponse = (description: string, schema: unknown) => ({
  description,
  content: { 'application/json': { schema } },
})

const eventsResponse = (declared: Procedure, schemas: Schemas) => ({
  description: 'Server-sent events; the data of each is JSON of this schema',
  content: { 'text/event-stream': { schema: outputSchema(declared, schemas) } },
})

const uploadOperation = (schemas: Schemas) => ({
  operationId: 'imports.upload',
  tags: ['imports'],
  summary: 'Hand a file over, to import it by its uploadId',
  parameters: [
    { name: 'x-file-name', in: 'header', required: true, description: 'Percent-encoded', schema: { type: 'string' } },
  ],
  requestBody: { required: true, content: { 'application/octet-stream': {} } },
  responses: {
    200: jsonResponse('The answer', jsonSchema(contract.Upload, 'output', schemas)),
    default: { $ref: '#/components/responses/Error' },
  },
})

/** The input itself, not a reference to it, since its fields are spread over path, query and body. */
function objectSchemaOf({ input }: Procedure, schemas: Schemas): JsonSchema {
  const schema = jsonSchema(input, 'input', schemas)
  const name = schema.$ref?.split('/').at(-1)
  return (name && schemas[name]) || schema
}

const outputSchema = ({ output }: Procedure, schemas: Schemas): JsonSchema => jsonSchema(output, 'output', schemas)

/** Names every schema that the contract exports, beside what the schemas say of themselves. */
class ContractNames extends z.core.$ZodRegistry<z.core.GlobalMeta> {
  readonly #names = new Map(Object.entries(contract).map(([name, exported]) => [exported as unknown, name]))

  override get(schema: z.core.$ZodType): z.core.GlobalMeta | undefined {
    const id = this.#names.get(schema)
    const meta = z.globalRegistry.get(schema)
    return id === undefined ? meta : { ...meta, id }
  }

  override has(schema: z.core.$ZodType): boolean {
    return this.#names.has(schema) || z.globalRegistry.has(schema)
  }
}
const names = new ContractNames()

/** The schema as JSON schema, what it defines moved among the components. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output', schemas: Schemas): JsonSchema {
  const made = z.toJSONSchema(schema, { io, metadata: names, unrepresentable: 'any', target: 'draft-2020-12' })
  const { $schema: _, $defs, ...body } = hoisted(made) as JsonSchema
  for (const [name, { id: __, ...definition }] of Object.entries<JsonSchema>($defs ?? {})) schemas[name] = definition
  const { id, ...rest } = body
  if (typeof id !== 'string') return rest
  schemas[id] = rest
  return { $ref: `#/components/schemas/${id}` }
}

const hoisted = (schema: unknown): unknown =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'))

function errorSchemas(): Schemas {
  return {
    Error: {
      type: 'object',
      properties: {
        error: {
          type: 'object',
          properties: {
            code: { type: 'string', enum: Object.values(kinds).map(({ code }) => code) },
            reason: { $ref: '#/components/schemas/ErrorReason' },
            message: { type: 'string' },
            details: { type: 'object', additionalProperties: true },
          },
          required: ['code', 'reason', 'message', 'details'],
        },
      },
      required: ['error'],
    },
    ErrorReason: { type: 'string', enum: Object.keys(reasons) },
  }
}
