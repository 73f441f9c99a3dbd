import { LIMITS, type Limits, type Route, type Rung } from '../../model/route.ts';
import { TRIES } from '../config.ts';
import { renderDuration } from '../quantities.ts';
import { renderDeferRung } from '../sections/deferred.ts';
import { renderKeeping } from '../sections/keeping.ts';
import { renderNoticeRung } from '../sections/notice.ts';
import { FOLLOWING, LIMIT_FIELDS } from '../sections/routes.ts';
import { escapeVariables } from '../source.ts';

/** A route as `routes:` has it. */
export function renderRoute({ name, match, workflows, allow, deadlineMs, cache, ladder }: Route): object {
  const keeping = renderKeeping(cache);
  return {
    name: own(name),
    match: match.map(own),
    ...(workflows !== undefined && { workflows: workflows.map(own) }),
    ...(allow === null ? {} : { allow: allow.map(own) }),
    ...(deadlineMs !== undefined && { deadline: renderDuration(deadlineMs) }),
    ...(keeping !== null && { cache: keeping }),
    ladder: ladder.map(renderRung),
  };
}

function renderRung(rung: Rung): string | object {
  switch (rung.kind) {
    case 'cache':
      return rung.maxAgeMs === null ? 'cache' : { cache: { maxAge: renderDuration(rung.maxAgeMs) } };
    case 'edition':
      return { edition: rung.slot };
    case 'defer':
      return renderDeferRung(rung);
    case 'notice':
      return renderNoticeRung(rung);
    case 'model': {
      const target = own(`${rung.provider}/${rung.model ?? '*'}`);
      const limits = LIMIT_FIELDS.flatMap(([field, limit]) =>
        rung.limits[limit] === unsaid(rung.limits, field, limit)
          ? []
          : [[field, renderDuration(rung.limits[limit])] as const],
      );
      const fields = {
        ...(rung.tries === TRIES ? {} : { tries: rung.tries }),
        ...Object.fromEntries(limits),
        ...(rung.hedge !== undefined && { hedge: rung.hedge }),
        ...(rung.continue !== undefined && { continue: rung.continue }),
        ...(rung.resume !== undefined && { resume: rung.resume }),
        ...(rung.gather !== undefined && { gather: rung.gather }),
        ...(rung.concurrency !== undefined && { concurrency: rung.concurrency }),
        ...(rung.needs !== undefined && { when: { needs: rung.needs } }),
      };
      return Object.keys(fields).length === 0 ? target : { target, ...fields };
    }
  }
}

/** What a limit is when the file does not say it. */
function unsaid(limits: Limits, field: string, limit: keyof Limits): number {
  const follows = FOLLOWING.includes(field) && limits.contentIdleMs !== LIMITS.contentIdleMs;
  return follows ? limits.contentIdleMs : LIMITS[limit];
}

const own = escapeVariables;
