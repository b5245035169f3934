import type { ReactNode } from 'react'
import { useKeys } from '../../ui/keys.ts'
import { Batches } from './Batches.tsx'
import { ChooseFile } from './ChooseFile.tsx'
import { Preview } from './Preview.tsx'
import { Run } from './Run.tsx'
import { sourceOf, useImportAddress } from './use-import.ts'

/** Choose, check, run: three steps on one page. */
export function ImportPage(): ReactNode {
  const address = useImportAddress()
  const source = sourceOf(address.search)
  const { job } = address.search
  useKeys('Import', [{ keys: 'Escape', label: 'Choose another file', run: () => address.go({}) }])
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-200 flex-col gap-10 px-6 pt-5 pb-12 max-md:px-4 max-md:pt-4">
        <header>
          <title>Import · HydraFlow</title>
          <h1 className="text-lg font-semibold tracking-[-0.01em]">Import</h1>
          <p className="mt-1 max-w-140 text-quiet">
            Bring in what your browser remembers. Its file is copied and only read, and nothing leaves this machine.
          </p>
        </header>
        <ChooseFile address={address} />
        {source && <Preview key={JSON.stringify(source)} source={source} address={address} />}
        {job !== undefined && <Run key={job} jobId={job} address={address} />}
        <Batches />
      </div>
    </div>
  )
}
