import { strikes, type FaultName, type FaultNameFor } from '../faults.ts';
import { ANY_FAULTS } from './any-faults.ts';
import type { Draft, Script } from './script.ts';
import { STREAM_FAULTS } from './stream-faults.ts';
import { WHOLE_FAULTS } from './whole-faults.ts';

/** What a provider with this fault does about a request; null when the fault does nothing to it. */
export function misbehave(fault: FaultName, draft: Draft): Script | null {
  const { subject } = draft;
  const form = subject.form === 'stream' ? 'stream' : 'whole';
  if (!strikes(fault, form, draft.dialect.id)) return null;
  if (isStreamFault(fault)) return subject.form === 'stream' ? STREAM_FAULTS[fault](draft, subject.telling) : null;
  if (isWholeFault(fault)) return subject.form === 'whole' ? WHOLE_FAULTS[fault](draft, subject.telling) : null;
  return ANY_FAULTS[fault](draft);
}

function isStreamFault(fault: FaultName): fault is FaultNameFor<'stream'> {
  return Object.hasOwn(STREAM_FAULTS, fault);
}

function isWholeFault(fault: FaultName): fault is FaultNameFor<'whole'> {
  return Object.hasOwn(WHOLE_FAULTS, fault);
}
