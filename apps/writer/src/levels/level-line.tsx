import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { useValue } from '../app/observable.ts';
import { clock } from '../app/times.ts';
import type { Workspace } from '../app/workspace.ts';
import { Icon } from '../app/icons.tsx';
import { lineOf, secondsToTry } from './levels.ts';

/** The one line below the toolbar. Its place is always there, so that no text moves when it comes or goes. */
export function LevelLine({ workspace }: { readonly workspace: Workspace }): ReactNode {
  const help = useValue(workspace.help);
  const refusal = useValue(workspace.library.refusal);
  const [isOpen, setOpen] = useState(false);
  const line = lineOf(help, clock);
  const details = [line?.details ?? '', refusal].filter((words) => words !== '').join(' ');
  const needsKey = help.needsKey || /key/i.test(refusal);
  return (
    <div className={`level level-${help.level}`} role="status">
      {line !== null && (
        <p>
          <Icon name={help.level === 2 ? 'spark' : 'pause'} />
          <span>{line.text}</span>
          <Countdown help={help} />
          {details !== '' && (
            <button type="button" className="details" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              Details
            </button>
          )}
        </p>
      )}
      {line !== null && isOpen && <p className="level-details">{details}</p>}
      {needsKey && <KeyField workspace={workspace} />}
    </div>
  );
}

/** It changes every second, which nobody wants to have read out. */
function Countdown({ help }: { readonly help: Parameters<typeof secondsToTry>[0] }): ReactNode {
  const [nowMs, setNowMs] = useState(() => Date.now());
  const isCounting = help.nextTryAtMs !== null;
  useEffect(() => {
    if (!isCounting) return undefined;
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isCounting]);
  const seconds = secondsToTry(help, nowMs);
  return seconds === null ? null : <span aria-hidden="true">Next try in {seconds} s.</span>;
}

function KeyField({ workspace: { key } }: { readonly workspace: Workspace }): ReactNode {
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get('key');
    if (typeof typed === 'string') key.set(typed.trim());
  };
  return (
    <form className="key" onSubmit={submit}>
      <label>
        Key of this gateway <input name="key" type="password" autoComplete="current-password" />
      </label>
      <button type="submit">Use it</button>
    </form>
  );
}
