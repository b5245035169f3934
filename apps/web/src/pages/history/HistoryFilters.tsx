import type { ReactNode } from 'react'
import { Calendar, Globe } from 'lucide-react'
import { Button } from '../../ui/Button.tsx'
import { FilterChip, ToggleChip } from '../../ui/Chip.tsx'
import { Choice } from '../../ui/Choice.tsx'
import { Popover } from '../../ui/Popover.tsx'
import { useNow } from '../../ui/Time.tsx'
import { DateSpan } from './DateSpan.tsx'
import { HostList } from './HostFacets.tsx'
import { presetOf, presets, searchOfPreset, spanText } from './history-filter.ts'
import type { HistoryAddress } from './use-history.ts'

/** When, where, and whether redirects count. What is on shows as a chip that takes it off. */
export function HistoryFilters({ address }: { address: HistoryAddress }): ReactNode {
  const { search, narrow } = address
  const now = useNow()
  const preset = presetOf(search, now)
  return (
    <div
      id="history-filters"
      role="group"
      aria-label="Filters"
      className="flex flex-wrap items-center gap-2 max-md:-mx-4 max-md:flex-nowrap max-md:overflow-x-auto max-md:px-4"
    >
      <Choice label="Time" value={preset} options={presets} onChoose={(next) => narrow(searchOfPreset(next, now))} />
      <Popover
        label="Days"
        trigger={
          <Button look="ghost" icon={Calendar}>
            Days
          </Button>
        }
      >
        <DateSpan search={search} onChange={narrow} />
      </Popover>
      <span className="xl:hidden">
        <Popover
          label="Sites"
          trigger={
            <Button look="ghost" icon={Globe}>
              Sites
            </Button>
          }
        >
          <HostList address={address} />
        </Popover>
      </span>
      <ToggleChip pressed={search.hidden === true} onPress={() => narrow({ hidden: search.hidden ? undefined : true })}>
        Redirects
      </ToggleChip>
      {preset === undefined && (
        <FilterChip onRemove={() => narrow({ from: undefined, to: undefined })}>{spanText(search)}</FilterChip>
      )}
      {search.host !== undefined && (
        <>
          <FilterChip onRemove={() => narrow({ host: undefined, subdomains: undefined })}>{search.host}</FilterChip>
          <ToggleChip
            pressed={search.subdomains === true}
            onPress={() => narrow({ subdomains: search.subdomains ? undefined : true })}
          >
            With subdomains
          </ToggleChip>
        </>
      )}
    </div>
  )
}
