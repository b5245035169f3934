export type * from '@hydraflow/core/contract'
export {
  HydraFlowError,
  budgetBounds,
  closedTaskStatuses,
  finishedJobStatuses,
  isHydraFlowError,
  kinds,
  linesCharged,
  reasons,
  transitions,
} from '@hydraflow/core/contract'
export type { AppRouter } from '@hydraflow/server'
export type { Client } from './client.ts'
export { listAll } from './list-all.ts'
export type { ClientOptions, FileBytes, RequestOptions, UploadOptions } from './options.ts'
