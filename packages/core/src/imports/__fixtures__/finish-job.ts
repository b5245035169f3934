import type { Database } from '@hydraflow/db'

/** What a worker does with a job whose handler is done. */
export const finishJob = (database: Database, id: string) =>
  database.transact((tx) => tx.updateTable('job').set({ status: 'succeeded' }).where('id', '=', id).execute())
