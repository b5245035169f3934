import { parseArgs } from 'node:util'
import { type Config, ConfigError, configFrom } from '../config/config.ts'
import { readEnv } from '../config/env.ts'

export const usage = `Usage: hydraflow [command] [options]

Commands
  start      run the server (what no command does as well)
  sign-in    print a fresh link that signs a browser in to the running server

Options
  --port PORT            port to listen on; 0 takes any that is free   (4545)
  --host HOST            address to listen on                          (127.0.0.1)
  --data-dir DIR         where everything is kept
  --database-url URL     postgres://… instead of SQLite in the data directory
  --help                 print this
  --version              print the version

Environment
  HYDRAFLOW_PORT, HYDRAFLOW_HOST, HYDRAFLOW_DATA_DIR, HYDRAFLOW_DATABASE_URL   as the options, which win
  HYDRAFLOW_ALLOWED_HOSTS   names beside this machine's own, as name:port or https://name, comma separated
  HYDRAFLOW_LOG_LEVEL       trace, debug, info, warn, error or silent (warn)
`

export type Command = { name: 'help' } | { name: 'version' } | { name: 'start' | 'sign-in'; config: Config }

/** What the words on the command line ask for. Throws a ConfigError for what nobody understands. */
export function commandFrom(words: string[]): Command {
  const { values, positionals } = parse(words)
  if (values.help) return { name: 'help' }
  if (values.version) return { name: 'version' }
  const [name = 'start', extra] = positionals
  if (name !== 'start' && name !== 'sign-in')
    throw new ConfigError(`There is no command "${name}". Say --help for those there are.`)
  if (extra !== undefined) throw new ConfigError(`"${extra}" is one word too many. Say --help for what there is.`)
  const env = readEnv()
  const config = configFrom({
    ...env,
    port: values.port ?? env.port,
    host: values.host ?? env.host,
    dataDir: values['data-dir'] ?? env.dataDir,
    databaseUrl: values['database-url'] ?? env.databaseUrl,
  })
  return { name, config }
}

function parse(words: string[]) {
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        'data-dir': { type: 'string' },
        'database-url': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    })
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ')
    throw new ConfigError(`${sentence}. Say --help for what there is.`)
  }
}
