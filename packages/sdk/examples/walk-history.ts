// Record visits, then walk every one of a host, page by page.
import { createClient, listAll } from '@hydraflow/sdk'

const client = createClient()
for (const path of ['a', 'b', 'c']) await client.history.record({ url: `https://example.org/${path}`, title: path })

for await (const visit of listAll(client.history.list, { host: 'example.org', limit: 2 }))
  console.log(`${visit.visitedAt} ${visit.url}`)
