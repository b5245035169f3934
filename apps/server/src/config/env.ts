/** The settings as strings. This is the one file that reads the environment. */
export interface Env {
  readonly port: string | undefined
  readonly host: string | undefined
  readonly dataDir: string | undefined
  readonly databaseUrl: string | undefined
  readonly allowedHosts: string | undefined
  readonly logLevel: string | undefined
}

/** What the server itself was started with; the core passes a few of these on to git and to checks. */
export const ambientEnvironment = (): NodeJS.ProcessEnv => process.env

export const readEnv = (env: NodeJS.ProcessEnv = process.env): Env => ({
  port: env['HYDRAFLOW_PORT'],
  host: env['HYDRAFLOW_HOST'],
  dataDir: env['HYDRAFLOW_DATA_DIR'],
  databaseUrl: env['HYDRAFLOW_DATABASE_URL'],
  allowedHosts: env['HYDRAFLOW_ALLOWED_HOSTS'],
  logLevel: env['HYDRAFLOW_LOG_LEVEL'],
})
