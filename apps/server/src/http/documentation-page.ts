import { type Noun, kinds, procedures, reasons } from '@hydraflow/core/contract'
import { html } from 'hono/html'
import { z } from 'zod'
import { type Twin, parametersOf, twins } from './twins.ts'

type JsonSchema = z.core.JSONSchema.BaseSchema
type Html = ReturnType<typeof html>

/** The API for people to read: one page without any script. */
export const documentationPage = (version: string): Html => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>HydraFlow API</title>
    <link rel="stylesheet" href="/api/docs.css">
  </head>
  <body>
    <nav aria-label="Nouns">
      <a class="home" href="/">HydraFlow</a>
      <ul>
        ${nouns.map((noun) => html`<li><a href="#${noun}">${noun}</a></li>`)}
        <li><a href="#errors">errors</a></li>
      </ul>
    </nav>
    <main>
      <h1>HTTP API <small>${version}</small></h1>
      <p>Every procedure is reachable three ways: with the SDK as <code>client.threads.list()</code>, with tRPC at
        <code>/trpc</code>, and with plain HTTP as listed here. Send the token of the data directory as
        <code>authorization: Bearer …</code>. The same as an OpenAPI 3.1 document:
        <a href="/api/openapi.json">openapi.json</a>.</p>
      <p>Fields of a GET or DELETE go into the query string, where lists are repeated or comma separated and
        <code>null</code> is null. Everything else is a JSON body.</p>
      ${nouns.map(section)}
      <section id="errors">
        <h2>errors</h2>
        <p>A refusal is <code>{ "error": { "code", "reason", "message", "details" } }</code>. The reason is stable.</p>
        <table>
          <thead><tr><th>status</th><th>reason</th><th>meaning</th></tr></thead>
          <tbody>
            ${Object.entries(reasons).map(
              ([reason, { kind, sentence }]) =>
                html`<tr><td>${kinds[kind].status}</td><td><code>${reason}</code></td><td>${sentence}</td></tr>`,
            )}
          </tbody>
        </table>
      </section>
    </main>
  </body>
</html>`

const nouns = Object.keys(procedures) as Noun[]

const section = (noun: Noun): Html => html`<section id="${noun}">
  <h2>${noun}</h2>
  ${Object.keys(procedures[noun]).map((verb) => article(twins.find(({ name }) => name === `${noun}.${verb}`)!))}
</section>`

function article({ name, declared, method, route }: Twin): Html {
  const schema = z.toJSONSchema(declared.input, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  const parameters = parametersOf(route)
  const fields = Object.entries(schema.properties ?? {}) as [string, JsonSchema][]
  return html`<details id="${name}">
    <summary>
      <span class="method ${method.toLowerCase()}">${declared.kind === 'subscription' ? 'SSE' : method}</span>
      <code class="route">${route}</code>
      <span class="says">${declared.summary}</span>
      <code class="name">${name}</code>
    </summary>
    ${fields.length === 0 ? html`<p>Takes nothing.</p>` : fieldTable(fields, schema.required ?? [], parameters)}
    <h3>Answers</h3>
    <pre>${typeText(z.toJSONSchema(declared.output, { io: 'output', unrepresentable: 'any' }) as JsonSchema)}</pre>
  </details>`
}

const fieldTable = (fields: [string, JsonSchema][], required: string[], parameters: string[]): Html => html`<table>
  <thead><tr><th>field</th><th>type</th><th></th></tr></thead>
  <tbody>
    ${fields.map(
      ([field, schema]) => html`<tr>
        <td><code>${field}</code>${parameters.includes(field) ? html` <em>in the path</em>` : ''}</td>
        <td><code>${typeText(schema)}</code></td>
        <td>${required.includes(field) ? 'required' : ''} ${boundsText(schema)}</td>
      </tr>`,
    )}
  </tbody>
</table>`

/** A JSON schema as a TypeScript type would say it. */
function typeText(schema: JsonSchema, indent = ''): string {
  const deeper = `${indent}  `
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.anyOf) return schema.anyOf.map((choice) => typeText(choice, indent)).join(' | ')
  if (Array.isArray(schema.type)) return schema.type.join(' | ')
  if (schema.type === 'array') return listText(typeText((schema.items ?? {}) as JsonSchema, indent))
  if (schema.type !== 'object') return schema.type === 'integer' ? 'number' : ((schema.type as string) ?? 'unknown')
  if (!schema.properties)
    return `Record<string, ${typeText((schema.additionalProperties ?? {}) as JsonSchema, indent)}>`
  const fields = Object.entries(schema.properties as Record<string, JsonSchema>).map(
    ([name, field]) => `${deeper}${name}${schema.required?.includes(name) ? '' : '?'}: ${typeText(field, deeper)}`,
  )
  return `{\n${fields.join('\n')}\n${indent}}`
}

const listText = (item: string): string => (/^[^{]* \| /.test(item) ? `(${item})[]` : `${item}[]`)

function boundsText(schema: JsonSchema): string {
  const choice = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema
  return [
    schema.default !== undefined && `default ${JSON.stringify(schema.default)}`,
    choice.maxLength !== undefined && `up to ${choice.maxLength.toLocaleString('en')} characters`,
    choice.minimum !== undefined && choice.maximum !== undefined && `${choice.minimum} to ${choice.maximum}`,
    schema.description,
  ]
    .filter(Boolean)
    .join('; ')
}

export const documentationStyle = `
:root { color-scheme: light dark; --ink: light-dark(#1d2126, #e4e6e9); --quiet: light-dark(#626b76, #99a2ad);
  --line: light-dark(#e1e4e8, #31363d); --paper: light-dark(#fff, #17191c); --tint: light-dark(#f6f7f9, #1f2226);
  --accent: light-dark(#0b5fcc, #6cb0ff) }
* { box-sizing: border-box }
body { margin: 0; display: grid; grid-template-columns: 13rem minmax(0, 60rem); gap: 3rem; color: var(--ink);
  background: var(--paper); font: 15px/1.55 Inter, system-ui, sans-serif }
code, pre { font-family: 'JetBrains Mono', ui-monospace, monospace; font-size: .88em }
a { color: var(--accent) }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 2rem 0 2rem 2rem; border-right: 1px solid var(--line) }
nav ul { list-style: none; padding: 0; margin: 1rem 0 }
nav li a { display: block; padding: .2rem 0; color: var(--quiet); text-decoration: none }
nav li a:hover, nav li a:focus-visible { color: var(--ink) }
.home { font-weight: 650; color: var(--ink); text-decoration: none }
main { padding: 2rem 2rem 6rem 0; min-width: 0 }
h1 { font-size: 1.6rem; letter-spacing: -.02em } h1 small { color: var(--quiet); font-weight: 400; font-size: .6em }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; scroll-margin-top: 1rem }
h3 { font-size: .8rem; color: var(--quiet); margin: 1rem 0 .4rem }
details { border: 1px solid var(--line); border-radius: 8px; margin: .4rem 0; padding: 0 .9rem; overflow-x: auto }
details[open] { padding-bottom: .9rem }
summary { display: flex; flex-wrap: wrap; gap: .2rem .8rem; align-items: baseline; padding: .55rem 0; cursor: pointer; list-style: none }
.method { min-width: 4rem; font-size: .72rem; font-weight: 650; letter-spacing: .03em; color: var(--quiet) }
.method.get { color: light-dark(#0b6b3a, #5fd38d) } .method.delete { color: light-dark(#b3261e, #ff8a80) }
.method.post, .method.put, .method.patch { color: light-dark(#8a5200, #f0b35a) }
.says { color: var(--quiet) } .name { margin-left: auto; color: var(--quiet) }
table { border-collapse: collapse; width: 100% } th { text-align: left; font-size: .75rem; font-weight: 500; color: var(--quiet) }
td, th { padding: .35rem .8rem .35rem 0; border-top: 1px solid var(--line); vertical-align: top } thead th { border: 0 }
td code { white-space: pre-wrap; overflow-wrap: anywhere } em { color: var(--quiet); font-size: .8em }
pre { background: var(--tint); border-radius: 6px; padding: .8rem; overflow: auto; margin: 0 }
@media (max-width: 50rem) { body { display: block; padding: 0 1rem } nav { position: static; height: auto; padding: 1rem 0; border: 0 } main { padding-right: 0 } }
`
