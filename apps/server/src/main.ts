#!/usr/bin/env node
import { isHydraFlowError } from '@hydraflow/core/contract'
import { type Command, commandFrom, usage } from './cli/options.ts'
import { signIn } from './cli/sign-in.ts'
import { ConfigError } from './config/config.ts'
import { version } from './version.ts'

const wrongUsage = 2

async function run(command: Command): Promise<void> {
  if (command.name === 'help') process.stdout.write(usage)
  else if (command.name === 'version') process.stdout.write(`${version}\n`)
  // oxlint-disable-next-line no-restricted-globals -- here it comes from, to be handed on
  else if (command.name === 'sign-in') await signIn(command.config, fetch)
  else await (await import('./cli/start.ts')).start(command.config)
}

try {
  await run(commandFrom(process.argv.slice(2)))
} catch (error) {
  // A person can act on these; anything else is a bug, and its stack is what helps.
  const expected = error instanceof ConfigError || isHydraFlowError(error)
  process.stderr.write(`${expected ? error.message : String((error as Error).stack ?? error)}\n`)
  process.exitCode = error instanceof ConfigError ? wrongUsage : 1
}
